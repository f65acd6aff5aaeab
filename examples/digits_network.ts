/**
 * A network that reads handwritten digits.
 *
 * @module
 */

import {
  type Device,
  type FloatDType,
  type Forward,
  keeping,
  LayerNorm,
  type Parameter,
  type Tensor,
} from "../mod.ts";
import { Gelu } from "./gelu.ts";
import { Linear } from "./linear.ts";

/** What {@linkcode digitsNetwork} can be told. */
export interface DigitsNetworkOptions {
  /** Where its parameters live. */
  readonly device: Device;
  /** Values between the two layers. 128 by default. */
  readonly hidden?: number;
  /** Seed of the first values. 1 by default. */
  readonly seed?: number;
  /** Type of its parameters and of the images, `"f32"` by default; `"f64"` on the CPU device, for checks. */
  readonly dtype?: FloatDType;
}

/** A network from images to logits. */
export interface DigitsNetwork {
  /** Its parameters: those of the layer `first`, of `norm`, and of the layer `second`. */
  readonly parameters: Readonly<
    Record<
      "first" | "norm" | "second",
      Readonly<Record<string, Parameter>>
    >
  >;
  /** Maps images, `[..., 784]`, to logits, `[..., 10]`; `backward` adds into the gradients and gives that of the images. */
  forward(x: Tensor): Forward;
  /** Maps images to logits and keeps nothing. */
  infer(x: Tensor): Tensor;
}

/**
 * Two linear layers with layer normalisation and GELU between them, 784 -> hidden -> 10: with 128 hidden
 * values it reads about 96 % of held-out digits after a few passes over the others.
 *
 * @throws {TypeError} when the device lacks the dtype
 * @throws {RangeError} when `hidden` is no whole number from 1 to 32,768
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { crossEntropy, digitsNetwork, loadDigits } from "jsr:@ticks/ticks@^0.1/examples";
 *
 * const device = await openDevice();
 * const network = digitsNetwork({ device });
 * const { images, labels, count } = await loadDigits({ count: 64 });
 * const x = device.tensor(images, [count, 784]), target = device.tensor(labels);
 * const loss = device.scope(() => {
 *   const { y, backward } = network.forward(x);
 *   const { loss, dlogits } = crossEntropy(y, target);
 *   backward(dlogits); // adds into the gradients
 *   return loss;
 * });
 * console.log((await loss.read())[0] / count, await network.parameters.norm.weight.grad.read());
 * ```
 */
export function digitsNetwork(options: DigitsNetworkOptions): DigitsNetwork {
  const { device, hidden = 128, seed = 1, dtype } = options;
  const first = new Linear(784, hidden, { device, dtype, seed });
  const norm = new LayerNorm(hidden, { device, dtype });
  const gelu = new Gelu();
  const second = new Linear(hidden, 10, { device, dtype, seed: seed + 1 });
  return {
    parameters: {
      first: first.parameters,
      norm: norm.parameters,
      second: second.parameters,
    },
    forward(x) {
      const a = first.forward(x);
      const b = norm.forward(a.y);
      const c = gelu.forward(b.y);
      const d = second.forward(c.y);
      const backward = keeping(
        [a.backward, b.backward, c.backward, d.backward],
        (dy: Tensor) =>
          device.scope(() =>
            a.backward(b.backward(c.backward(d.backward(dy))))
          ),
      );
      return { y: d.y, backward };
    },
    infer(x) {
      return device.scope(() =>
        second.infer(gelu.infer(norm.infer(first.infer(x))))
      );
    },
  };
}
