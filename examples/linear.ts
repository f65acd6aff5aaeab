/**
 * A linear layer.
 *
 * @module
 */

import { randomUniform } from "../lib/check/random.ts";
import { expectTensor, expectTensorLike } from "../lib/device/expect.ts";
import { addBlocks, blocksOf } from "../lib/norm/accumulate_blocks.ts";
import {
  type Device,
  type FloatDType,
  type Forward,
  keeping,
  Parameter,
  type Tensor,
} from "../mod.ts";
import { addColumnSums } from "./column_sums.ts";
import {
  linearBackwardInput,
  linearForward,
  linearWeightSums,
} from "./linear_kernels.ts";

/** What {@linkcode Linear} can be told. */
export interface LinearOptions {
  /** Where its parameters live. */
  readonly device: Device;
  /** Whether it has a bias. True by default. */
  readonly bias?: boolean;
  /** Type of its parameters and of what it maps, `"f32"` by default; `"f64"` on the CPU device, for checks. */
  readonly dtype?: FloatDType;
  /** Seed of the first values; 1 by default, so give each layer of a network its own. */
  readonly seed?: number;
}

/** Features, at most: llvmpipe ends an invocation's loops after 65,535 rounds, in silence. */
const maxFeatures = 2 ** 15;

/**
 * A linear layer, PyTorch's `nn.Linear`:
 *
 *     y = x weightᵀ + bias
 *
 * with `x` of shape `[..., inFeatures]` and `y` of `[..., outFeatures]`. Weight and bias start from the
 * uniform distribution between -1 / sqrt(inFeatures) and 1 / sqrt(inFeatures), as PyTorch's do.
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { Linear } from "jsr:@ticks/ticks@^0.1/examples";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const layer = new Linear(2, 1, { device });
 * layer.weight.value.write(new Float32Array([3, 4]));
 * layer.bias!.value.write(new Float32Array([5]));
 * const { y, backward } = layer.forward(device.tensor([1, 2], [1, 2]));
 * assertEquals(await y.read(), new Float32Array([1 * 3 + 2 * 4 + 5]));
 * const dx = backward(device.tensor([1], [1, 1]));
 * assertEquals(await dx.read(), new Float32Array([3, 4]));
 * assertEquals(await layer.weight.grad.read(), new Float32Array([1, 2]));
 * ```
 */
export class Linear {
  /** Values in a row of `x`. */
  readonly inFeatures: number;
  /** Values in a row of `y`. */
  readonly outFeatures: number;
  /** The matrix, `[outFeatures, inFeatures]`. */
  readonly weight: Parameter;
  /** Is added last, `[outFeatures]`; null without `bias`. */
  readonly bias: Parameter | null;
  /** Its parameters by name: `weight` and, where there is one, `bias`. */
  readonly parameters: Readonly<Record<string, Parameter>>;

  /**
   * Makes the layer and its parameters.
   *
   * @throws {TypeError} when the device lacks the dtype
   * @throws {RangeError} when `inFeatures` or `outFeatures` is no whole number from 1 to 32,768
   */
  constructor(
    inFeatures: number,
    outFeatures: number,
    options: LinearOptions,
  ) {
    const { device, bias = true, dtype = "f32", seed = 1 } = options;
    checkFeatures("inFeatures", inFeatures);
    checkFeatures("outFeatures", outFeatures);
    const size = outFeatures * inFeatures, bound = 1 / Math.sqrt(inFeatures);
    const values = randomUniform(size + outFeatures, seed)
      .map((value) => bound * (2 * value - 1));
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(device, {
      shape: [outFeatures, inFeatures],
      init: values.subarray(0, size),
      dtype,
    });
    this.bias = bias
      ? new Parameter(device, {
        shape: [outFeatures],
        init: values.subarray(size),
        dtype,
      })
      : null;
    this.parameters = Object.freeze({
      weight: this.weight,
      ...(this.bias && { bias: this.bias }),
    });
  }

  /**
   * Maps `x`, `[..., inFeatures]`, to `y`, `[..., outFeatures]`. `backward` adds into the gradients of the
   * parameters and gives that of `x`; `x` stays alive with it. Rows are summed in blocks of 64, and the
   * blocks added in order: a batch that is cut at multiples of 64 rows gives the bits of the uncut one.
   * That takes the size of `weight` for each block, until it is added.
   *
   * @throws {TypeError} when shape, dtype or device of `x` does not fit, or it is disposed
   */
  forward(x: Tensor): Forward {
    const y = this.infer(x);
    const backward = keeping([x], (dy: Tensor) => {
      expectTensorLike("Linear.backward: dy", dy, x, y.shape);
      const { device, dtype } = x, sizes = this.#sizes(x);
      const dx = device.empty(x.shape, { dtype });
      device.run(
        linearBackwardInput,
        { dy, weight: this.weight.value, dx },
        sizes,
      );
      using dweight = device.empty([
        blocksOf(sizes.rows),
        this.weight.value.size,
      ], { dtype });
      device.run(linearWeightSums, { dy, x, dweight }, sizes);
      addBlocks(dweight, this.weight);
      if (this.bias) addColumnSums(dy, this.bias, this.outFeatures);
      return dx;
    });
    return { y, backward };
  }

  /**
   * Maps `x` and keeps nothing.
   *
   * @throws {TypeError} when shape, dtype or device of `x` does not fit, or it is disposed
   */
  infer(x: Tensor): Tensor {
    expectTensor("Linear: x", x);
    const weight = this.weight.value, leading = x.shape.slice(0, -1);
    expectTensorLike("Linear: x", x, weight, [...leading, this.inFeatures]);
    const y = x.device.empty([...leading, this.outFeatures], {
      dtype: x.dtype,
    });
    const bias = this.bias && this.bias.value;
    x.device.run(linearForward, { x, weight, bias, y }, this.#sizes(x));
    return y;
  }

  /** Its sizes in a line. */
  toString(): string {
    return `Linear(${this.inFeatures}, ${this.outFeatures})`;
  }

  #sizes(x: Tensor): { rows: number; inputs: number; outputs: number } {
    return {
      rows: x.size / this.inFeatures,
      inputs: this.inFeatures,
      outputs: this.outFeatures,
    };
  }
}

function checkFeatures(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= maxFeatures)) {
    throw new RangeError(
      `Linear: ${name} is ${value}, expected a whole number from 1 to ${maxFeatures}`,
    );
  }
}
