/**
 * Cross entropy: the loss of a classification, and its gradient.
 *
 * @module
 */

import { checkOnDevice } from "../lib/device/device.ts";
import { expectTensor } from "../lib/device/expect.ts";
import finite from "../lib/device/finite.wgsl" with { type: "text" };
import { equalShapes, formatShape } from "../lib/device/shape.ts";
import { defineKernel, type Tensor } from "../mod.ts";
import { addColumnSums } from "./column_sums.ts";
import code from "./cross_entropy.wgsl" with { type: "text" };

type Sizes = Readonly<Record<string, number>>;
const matrix = ({ rows, classes }: Sizes) => [rows, classes];
const column = ({ rows }: Sizes) => [rows];

/** Overwrites `loss`, one value a row, and `dlogits`. */
export const crossEntropyKernel = defineKernel({
  name: "cross_entropy",
  wgsl: finite + code,
  tensors: {
    logits: { access: "read", shape: matrix },
    target: { access: "read", dtype: "u32", shape: column },
    loss: { access: "write", shape: column },
    dlogits: { access: "write", shape: matrix },
  },
  arguments: { rows: "u32", classes: "u32", scale: "f32" },
  dispatch: ({ rows }) => ({
    constants: { WORKGROUP: 64 },
    workgroups: Math.ceil(rows / 64),
  }),
  definition({ logits, target, loss, dlogits }, { rows, classes, scale }) {
    for (let r = 0; r < rows; r++) {
      const start = r * classes, end = start + classes, at = start + target[r];
      let largest = -Infinity, valid = target[r] < classes;
      for (let i = start; i < end; i++) {
        largest = Math.max(largest, logits[i]);
        valid &&= Number.isFinite(logits[i]);
      }
      let sum = 0;
      for (let i = start; i < end; i++) sum += Math.exp(logits[i] - largest);
      const factor = valid ? scale : NaN;
      loss[r] = factor * (Math.log(sum) - (logits[at] - largest));
      for (let i = start; i < end; i++) {
        const softmax = Math.exp(logits[i] - largest) / sum;
        dlogits[i] = factor * (softmax - (i === at ? 1 : 0));
      }
    }
  },
});

/** What {@linkcode crossEntropy} can be told. */
export interface CrossEntropyOptions {
  /** Multiplies the loss and its gradient. 1 by default, for sums over the samples. */
  readonly scale?: number;
}

/** What {@linkcode crossEntropy} gives. */
export interface CrossEntropyResult {
  /** The loss, summed over the samples: one value, of shape `[]`. */
  readonly loss: Tensor;
  /** Its gradient with regard to the logits, in their shape. */
  readonly dlogits: Tensor;
}

/** Classes, at most: llvmpipe ends an invocation's loops after 65,535 rounds, in silence; a row takes three a class. */
const maxClasses = 2 ** 14;

/**
 * The cross entropy of class indices, *summed* over the samples, and its gradient:
 *
 *     loss = -scale * sum(log(softmax(logits)[target]))        dlogits = scale * (softmax(logits) - onehot(target))
 *
 * `logits` has shape `[..., classes]` and `target` that without the last length; PyTorch's
 * `cross_entropy(logits, target, reduction="sum")`. Sums are what {@linkcode Linear} and `LayerNorm`
 * accumulate; dividing by the count is left to the step. The losses are added in blocks of 64 samples and
 * the blocks in order, so that the same input gives the same bits.
 *
 * A target that is no class gives NaN in the loss and in its row of `dlogits`, and so does a row with NaN or
 * infinity; to rule a class out, give it a logit of -1e9.
 *
 * @throws {TypeError} when shapes, dtypes or devices do not fit, or a tensor is disposed
 * @throws {RangeError} when `scale` is not finite, or there are no classes or more than 16,384
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { crossEntropy } from "jsr:@ticks/ticks@^0.1/examples";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const logits = device.tensor([0, 0, 0, 0], [2, 2]);
 * const target = device.tensor(new Uint32Array([0, 1]));
 * const { loss, dlogits } = crossEntropy(logits, target);
 * assertAlmostEquals((await loss.read())[0], 2 * Math.log(2), 1e-6);
 * assertEquals(await dlogits.read(), new Float32Array([-0.5, 0.5, 0.5, -0.5]));
 * ```
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): CrossEntropyResult {
  const { scale = 1 } = options;
  const classes = check(logits, target, scale);
  const { device, dtype } = logits;
  const dlogits = device.empty(logits.shape, { dtype });
  using losses = device.empty(target.shape, { dtype });
  device.run(crossEntropyKernel, { logits, target, loss: losses, dlogits }, {
    rows: target.size,
    classes,
    scale,
  });
  const loss = device.zeros([], { dtype });
  addColumnSums(losses, loss, 1);
  return { loss, dlogits };
}

function check(logits: Tensor, target: Tensor, scale: number): number {
  expectTensor("crossEntropy: logits", logits);
  expectTensor("crossEntropy: target", target);
  checkOnDevice("crossEntropy: target", target, logits.device);
  if (logits.dtype === "u32") {
    throw new TypeError(
      "crossEntropy: logits has dtype u32, expected a floating-point type; make it from a Float32Array",
    );
  }
  if (target.dtype !== "u32") {
    throw new TypeError(
      `crossEntropy: target has dtype ${target.dtype}, expected u32, class indices; make it from a Uint32Array`,
    );
  }
  if (logits.shape.length === 0) {
    throw new TypeError(
      "crossEntropy: logits has shape [], expected a last dimension, the classes",
    );
  }
  const leading = logits.shape.slice(0, -1);
  if (!equalShapes(target.shape, leading)) {
    throw new TypeError(
      `crossEntropy: target has shape ${formatShape(target.shape)}, expected ${
        formatShape(leading)
      }, that of logits without the classes`,
    );
  }
  const classes = logits.shape.at(-1)!;
  if (classes < 1 || classes > maxClasses) {
    throw new RangeError(
      `crossEntropy: logits has ${classes} classes, expected 1 to ${maxClasses}`,
    );
  }
  if (!Number.isFinite(Math.fround(scale))) {
    throw new RangeError(
      `crossEntropy: scale is ${scale}, expected a finite number such as 1`,
    );
  }
  return classes;
}
