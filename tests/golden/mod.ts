/**
 * Golden values: what PyTorch computes in f64, written by the Python script beside each JSON file.
 *
 * PyTorch's own error, against 80-bit arithmetic, is below 2e-12 of the largest value (offset 1e4;
 * elsewhere 1e-14). In the case `width 1` the true `dx` and `dweight` are zero and PyTorch leaves
 * 4e-14 of rounding, so errors there are meaningful as absolute numbers only.
 *
 * @module
 */

import layerNormFile from "./layer_norm.json" with { type: "json" };

/** One call of layer norm and its backward, every array flat and in row-major order. */
export interface GoldenCase {
  /** What is awkward about it. */
  name: string;
  /** The shape of `x`, `dy`, `y` and `dx`. */
  shape: number[];
  /** The shape of `weight`, `bias` and their gradients: the last dimensions of `shape`. */
  normalizedShape: number[];
  /** The epsilon inside the square root. */
  eps: number;
  /** The input; like all inputs here, each value is a float32. */
  x: Float64Array;
  /** The scale, or null where the case has none. */
  weight: Float64Array | null;
  /** The shift, or null where the case has none. */
  bias: Float64Array | null;
  /** The gradient that arrives. */
  dy: Float64Array;
  /** The output. */
  y: Float64Array;
  /** The gradient of `x`. */
  dx: Float64Array;
  /** The gradient of `weight`, null with it. */
  dweight: Float64Array | null;
  /** The gradient of `bias`, null with it. */
  dbias: Float64Array | null;
}

const array = (numbers: number[]) => Float64Array.from(numbers);
const arrayOrNull = (numbers: number[] | null) => numbers && array(numbers);

/** Layer norm by PyTorch in f64, from `layer_norm.json`. */
export const goldenLayerNorm: GoldenCase[] = layerNormFile.cases.map((
  item,
) => ({
  ...item,
  x: array(item.x),
  weight: arrayOrNull(item.weight),
  bias: arrayOrNull(item.bias),
  dy: array(item.dy),
  y: array(item.y),
  dx: array(item.dx),
  dweight: arrayOrNull(item.dweight),
  dbias: arrayOrNull(item.dbias),
}));
