/**
 * Layer normalisation as a module: it holds its weight and bias.
 *
 * @module
 */

import type { Device } from "../device/device.ts";
import type { FloatDType } from "../device/dtype.ts";
import { Parameter } from "../device/parameter.ts";
import { keeping } from "../device/scope.ts";
import { formatShape } from "../device/shape.ts";
import type { Tensor } from "../device/tensor.ts";
import {
  checkEps,
  layerNorm,
  layerNormBackward,
  layerNormInfer,
  type LayerNormOptions,
  normalizedShapeList,
} from "./layer_norm.ts";

/** What {@linkcode LayerNorm} can be told. */
export interface LayerNormModuleOptions {
  /** Where its parameters live. */
  readonly device: Device;
  /** Is added to the variance. 1e-5 by default. */
  readonly eps?: number;
  /** Whether it has a weight and a bias at all. True by default. */
  readonly elementwiseAffine?: boolean;
  /** Whether it has a bias, where it has a weight. True by default. */
  readonly bias?: boolean;
  /** Type of its parameters and of what it normalises, `"f32"` by default; `"f64"` on the CPU device, for checks. */
  readonly dtype?: FloatDType;
}

/** What the forward pass of a module gives: the output, and the function that goes back. */
export interface Forward {
  /** The output. */
  readonly y: Tensor;
  /** Takes the gradient of the loss with regard to `y`, adds those of the parameters into `parameter.grad`, and gives that of the input. */
  readonly backward: (dy: Tensor) => Tensor;
}

/**
 * Layer normalisation with a weight (1 at first) and a bias (0 at first), PyTorch's `nn.LayerNorm`.
 * The article's gamma and beta are `weight` and `bias` here.
 *
 * @example
 * ```ts
 * import { LayerNorm, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const norm = new LayerNorm(4, { device });
 * const x = device.tensor([1, 2, 3, 4, 5, 6, 7, 9], [2, 4]);
 * const { y, backward } = norm.forward(x);
 * const dx = backward(device.tensor(new Float32Array(8).fill(1), y.shape));
 * assertEquals(dx.shape, x.shape);
 * assertEquals(await norm.bias!.grad.read(), new Float32Array([2, 2, 2, 2]));
 * ```
 */
export class LayerNorm {
  /** The shape of what is normalised: the last dimensions of every input. */
  readonly normalizedShape: readonly number[];
  /** Is added to the variance. */
  readonly eps: number;
  /** Multiplies the normalised values; null without `elementwiseAffine`. */
  readonly weight: Parameter | null;
  /** Is added last; null without `elementwiseAffine` or `bias`. */
  readonly bias: Parameter | null;
  /** Its parameters by name: those of `weight` and `bias` that there are. */
  readonly parameters: Readonly<Record<string, Parameter>>;

  /**
   * Makes the module and its parameters.
   *
   * @throws {TypeError} when `normalizedShape` is no shape, or the device lacks the dtype
   * @throws {RangeError} when `eps` or a length is out of range
   */
  constructor(
    normalizedShape: number | readonly number[],
    options: LayerNormModuleOptions,
  ) {
    const {
      device,
      eps = 1e-5,
      elementwiseAffine = true,
      bias = true,
      dtype = "f32",
    } = options;
    const shape = normalizedShapeList("LayerNorm", normalizedShape);
    checkEps("LayerNorm", eps);
    this.normalizedShape = shape;
    this.eps = eps;
    this.weight = elementwiseAffine
      ? new Parameter(device, { shape, init: 1, dtype })
      : null;
    this.bias = elementwiseAffine && bias
      ? new Parameter(device, { shape, init: 0, dtype })
      : null;
    this.parameters = Object.freeze({
      ...(this.weight && { weight: this.weight }),
      ...(this.bias && { bias: this.bias }),
    });
  }

  /**
   * Normalises `x`, whose shape ends in `normalizedShape`. What `backward` needs stays alive with it:
   * `x` and three numbers a row. Calling `backward` twice adds the parameters' gradients twice.
   *
   * @throws {TypeError} when shape, dtype or device of `x` does not fit, or it is disposed
   */
  forward(x: Tensor): Forward {
    const { y, saved } = layerNorm(x, this.#options());
    // The parameters may have moved into a collection when it goes back.
    const backward = keeping([x, saved], (dy: Tensor) =>
      layerNormBackward(dy, {
        ...this.#options(),
        x,
        saved,
        dweight: this.weight,
        dbias: this.bias,
      }).dx);
    return { y, backward };
  }

  /**
   * Normalises `x` and keeps nothing.
   *
   * @throws {TypeError} when shape, dtype or device of `x` does not fit, or it is disposed
   */
  infer(x: Tensor): Tensor {
    return layerNormInfer(x, this.#options());
  }

  /** Its shape in a line. */
  toString(): string {
    return `LayerNorm(${formatShape(this.normalizedShape)}, eps ${this.eps})`;
  }

  #options(): LayerNormOptions {
    return {
      normalizedShape: this.normalizedShape,
      weight: this.weight?.value,
      bias: this.bias?.value,
      eps: this.eps,
    };
  }
}
