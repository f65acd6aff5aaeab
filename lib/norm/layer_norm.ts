/**
 * Layer normalisation: forward and backward.
 *
 * @module
 */

import { expectTensor, expectTensorLike } from "../device/expect.ts";
import { equalShapes, formatShape, sizeOfShape } from "../device/shape.ts";
import { Parameter } from "../device/parameter.ts";
import type { Tensor } from "../device/tensor.ts";
import { addBlocks, blocksOf } from "./accumulate_blocks.ts";
import { layerNormForward, layerNormGradients } from "./layer_norm_kernels.ts";
import { maxWidth } from "./plan.ts";

/** What {@linkcode layerNorm} can be told. */
export interface LayerNormOptions {
  /** The shape of what is normalised: the last dimensions of `x`. May be left out where `weight` or `bias` has it. */
  readonly normalizedShape?: number | readonly number[];
  /** Multiplies the normalised values, of shape `normalizedShape`; called gamma, too. */
  readonly weight?: Tensor | null;
  /** Is added last, of shape `normalizedShape`; called beta, too. */
  readonly bias?: Tensor | null;
  /** Is added to the variance, so that a constant row does not divide by zero. 1e-5 by default. */
  readonly eps?: number;
}

/** What {@linkcode layerNorm} gives. */
export interface LayerNormResult {
  /** The normalised values, in the shape of `x`. */
  readonly y: Tensor;
  /** What the backward pass needs, `[3, rows]`: the mean as the sum of two numbers, and `1 / sqrt(variance + eps)`. */
  readonly saved: Tensor;
}

/** What {@linkcode layerNormBackward} needs. */
export interface LayerNormBackwardOptions {
  /** The input of the forward pass. */
  readonly x: Tensor;
  /** What the forward pass saved. */
  readonly saved: Tensor;
  /** The shape of what was normalised. May be left out where `weight` or `bias` has it. */
  readonly normalizedShape?: number | readonly number[];
  /** The weight of the forward pass, if it had one. */
  readonly weight?: Tensor | null;
  /** The bias of the forward pass, if it had one. */
  readonly bias?: Tensor | null;
  /** What the gradient of `weight` is added into: a tensor, or a parameter's `grad`; new zeros by default. */
  readonly dweight?: Tensor | Parameter | null;
  /** What the gradient of `bias` is added into: a tensor, or a parameter's `grad`; new zeros by default. */
  readonly dbias?: Tensor | Parameter | null;
}

/** What {@linkcode layerNormBackward} gives. */
export interface LayerNormGradients {
  /** The gradient of `x`, in its shape. */
  readonly dx: Tensor;
  /** The gradient of `weight`, null where there is none. */
  readonly dweight: Tensor | null;
  /** The gradient of `bias`, null where there is none. */
  readonly dbias: Tensor | null;
}

/**
 * Normalises each row of `x` to mean 0 and variance 1, then scales and shifts it:
 *
 *     y = (x - mean) / sqrt(variance + eps) * weight + bias
 *
 * with the mean and the (biased) variance over the last dimensions, those of `normalizedShape`. The
 * same as PyTorch's `torch.nn.functional.layer_norm`, but the error does not grow with the offset of
 * `x`: 5e-7 of the largest value at most.
 *
 * `x` may have any leading dimensions, of length 0, too. A row with NaN or infinity gives NaN in that
 * row. On WebGPU so does a row whose squared deviations overflow f32 (about 1e19).
 *
 * @throws {TypeError} when shapes, dtypes or devices do not fit, or a tensor is disposed
 * @throws {RangeError} when `eps` is not above 0 and finite, or a length in `normalizedShape` is not above 0
 *
 * @example
 * ```ts
 * import { layerNorm, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const x = device.tensor([1, 2, 3, 4], [2, 2]);
 * const { y } = layerNorm(x, { normalizedShape: 2 });
 * const values = await y.read();
 * assertAlmostEquals(values[0], -0.5 / Math.sqrt(0.25 + 1e-5));
 * ```
 */
export function layerNorm(
  x: Tensor,
  options: LayerNormOptions,
): LayerNormResult {
  const sizes = checkForward(x, options);
  const saved = x.device.empty([3, sizes.rows], { dtype: x.dtype });
  return { y: forward(x, saved, options, sizes), saved };
}

/** The forward pass that saves nothing: for inference. */
export function layerNormInfer(x: Tensor, options: LayerNormOptions): Tensor {
  return forward(x, null, options, checkForward(x, options));
}

/**
 * The gradients of a loss, given its gradient `dy` with regard to `y`:
 *
 *     g = dy * weight, xhat = (x - mean) * rstd
 *     dx = rstd * (g - mean(g) - xhat * mean(g * xhat))
 *     dweight += sum(dy * xhat), dbias += sum(dy), over the rows
 *
 * The parameter gradients are added into `dweight` and `dbias`, new tensors of zeros by default. Rows
 * are summed in blocks of 64, and the blocks added in order: the same input gives the same bits, and a
 * batch that is cut at multiples of 64 rows gives those of the uncut one.
 *
 * @throws {TypeError} when shapes, dtypes or devices do not fit, or a tensor is disposed
 * @throws {RangeError} when a length in `normalizedShape` is not above 0
 *
 * @example
 * ```ts
 * import { layerNorm, layerNormBackward, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const x = device.tensor([1, 2, 3, 4], [2, 2]);
 * const bias = device.zeros([2]);
 * const { saved } = layerNorm(x, { bias });
 * const dy = device.tensor([1, 2, 3, 4], [2, 2]);
 * const { dx, dweight, dbias } = layerNormBackward(dy, { x, saved, bias });
 * assertEquals(dx.shape, [2, 2]);
 * assertEquals(dweight, null);
 * assertEquals(await dbias!.read(), new Float32Array([4, 6]));
 * ```
 */
export function layerNormBackward(
  dy: Tensor,
  options: LayerNormBackwardOptions,
): LayerNormGradients {
  const { x, saved, weight = null, bias = null } = options;
  const name = "layerNormBackward";
  const { shape, rows, width } = checkRows(name, x, options);
  expectTensorLike(`${name}: dy`, dy, x, x.shape);
  expectTensorLike(`${name}: saved`, saved, x, [3, rows]);
  for (const key of ["dweight", "dbias"] as const) {
    if (!options[key]) continue;
    expectTensorLike(`${name}: ${key}`, tensorOf(options[key]), x, shape);
    if (!options[key === "dweight" ? "weight" : "bias"]) {
      throw new TypeError(
        `${name}: ${key} is given without ${
          key.slice(1)
        }, expected both or neither`,
      );
    }
  }

  const { device, dtype } = x;
  const dx = device.empty(x.shape, { dtype });
  const gradient = (given?: Tensor | Parameter | null) =>
    given ?? device.zeros(shape, { dtype });
  const dweight = weight && gradient(options.dweight);
  const dbias = bias && gradient(options.dbias);
  const sums = () => device.empty([blocksOf(rows), width], { dtype });
  using weightSums = dweight && sums();
  using biasSums = dbias && sums();
  device.run(layerNormGradients, {
    dy,
    x,
    weight,
    saved,
    means: null,
    dx,
    dweight: weightSums,
    dbias: biasSums,
  }, { rows, width });
  if (dweight && weightSums) addBlocks(weightSums, dweight);
  if (dbias && biasSums) addBlocks(biasSums, dbias);
  return {
    dx,
    dweight: dweight && tensorOf(dweight),
    dbias: dbias && tensorOf(dbias),
  };
}

function tensorOf(target: Tensor | Parameter): Tensor {
  return target instanceof Parameter ? target.grad : target;
}

interface Sizes {
  /** `normalizedShape` as a list. */
  readonly shape: readonly number[];
  /** The number of rows. */
  readonly rows: number;
  /** The number of values in each. */
  readonly width: number;
}

function forward(
  x: Tensor,
  saved: Tensor | null,
  { weight = null, bias = null, eps = 1e-5 }: LayerNormOptions,
  { rows, width }: Sizes,
): Tensor {
  const y = x.device.empty(x.shape, { dtype: x.dtype });
  x.device.run(
    layerNormForward,
    { x, weight, bias, y, saved },
    { rows, width, eps },
  );
  return y;
}

function checkForward(x: Tensor, options: LayerNormOptions): Sizes {
  const sizes = checkRows("layerNorm", x, options);
  checkEps("layerNorm", options.eps);
  return sizes;
}

/** Refuses an `eps` that is not above 0 and finite; also not in f32, where the GPU adds it. */
export function checkEps(caller: string, eps = 1e-5): void {
  if (!(Math.fround(eps) > 0 && Number.isFinite(Math.fround(eps)))) {
    throw new RangeError(
      `${caller}: eps is ${eps}, expected a finite number above 0, such as 1e-5`,
    );
  }
}

/** `normalizedShape` as a list of lengths above 0. */
export function normalizedShapeList(
  caller: string,
  normalizedShape: number | readonly number[],
): readonly number[] {
  const shape = typeof normalizedShape === "number"
    ? [normalizedShape]
    : normalizedShape;
  if (!Array.isArray(shape) || shape.length === 0) {
    throw new TypeError(
      `${caller}: normalizedShape is ${
        Array.isArray(shape) ? "[]" : String(shape)
      }, expected a length or a list of lengths such as 768 or [16, 64]`,
    );
  }
  if (!shape.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw new RangeError(
      `${caller}: normalizedShape is ${
        formatShape(shape)
      }, expected whole lengths above 0`,
    );
  }
  return Object.freeze([...shape]);
}

function checkRows(
  caller: string,
  x: Tensor,
  options: Pick<LayerNormOptions, "normalizedShape" | "weight" | "bias">,
): Sizes {
  expectTensor(`${caller}: x`, x);
  for (const key of ["weight", "bias"] as const) {
    if (options[key]) expectTensor(`${caller}: ${key}`, options[key]);
  }
  const given = options.normalizedShape ?? options.weight?.shape ??
    options.bias?.shape;
  if (given === undefined) {
    throw new TypeError(
      `${caller}: normalizedShape is missing, expected it where there is neither weight nor bias`,
    );
  }
  const shape = normalizedShapeList(caller, given);
  const leading = x.shape.length - shape.length;
  if (leading < 0 || !equalShapes(x.shape.slice(leading), shape)) {
    throw new TypeError(
      `${caller}: x has shape ${formatShape(x.shape)}, expected it to end in ${
        formatShape(shape)
      }, the normalizedShape`,
    );
  }
  for (const key of ["weight", "bias"] as const) {
    if (options[key]) {
      expectTensorLike(`${caller}: ${key}`, options[key], x, shape);
    }
  }
  const width = sizeOfShape(shape);
  if (width > maxWidth) {
    throw new RangeError(
      `${caller}: normalizedShape is ${
        formatShape(shape)
      }, expected at most ${maxWidth} values in all`,
    );
  }
  return { shape, rows: sizeOfShape(x.shape.slice(0, leading)), width };
}
