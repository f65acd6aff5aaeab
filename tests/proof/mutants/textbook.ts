/** Mistakes in other backward passes that people write by hand. */

import { gradcheck, randomNormal } from "../../../lib/check/mod.ts";
import type { Mutant } from "./mutant.ts";

const rows = 5, columns = 6;
type Row = number[];
const rowsOf = (x: Float64Array) =>
  Array.from(
    { length: rows },
    (_, r): Row => [...x.subarray(r * columns, (r + 1) * columns)],
  );
const join = (list: Row[]) => Float64Array.from(list.flat());
const matrix = { shapes: [[rows, columns]] };
const x = randomNormal(rows * columns, 11);

/** A function of each element with a claimed derivative. */
const elementwise = (
  f: (x: number) => number,
  derivative: (x: number) => number,
) =>
  gradcheck(
    {
      forward: (x: Float64Array) => x.map(f),
      backward: (
        dy: Float64Array,
        x: Float64Array,
      ) => [dy.map((v, i) => v * derivative(x[i]))],
    },
    [x],
    matrix,
  );

const softmax = (row: Row) => {
  const exps = row.map(Math.exp), sum = exps.reduce((s, v) => s + v);
  return exps.map((v) => v / sum);
};

/** x W of [5, 6] and a square W of [6, 6]. */
function linear(backward: (dy: Row[], x: Row[], w: Row[]) => Row[][]) {
  const wide = (w: Float64Array) =>
    Array.from(
      { length: columns },
      (_, r): Row => [...w.subarray(r * columns, (r + 1) * columns)],
    );
  return gradcheck(
    {
      forward: (x: Float64Array, w: Float64Array) =>
        join(product(rowsOf(x), wide(w))),
      backward: (dy: Float64Array, x: Float64Array, w: Float64Array) =>
        backward(rowsOf(dy), rowsOf(x), wide(w)).map(join),
    },
    [x, randomNormal(columns * columns, 12)],
    { shapes: [[rows, columns], [columns, columns]] },
  );
}
const product = (a: Row[], b: Row[]) =>
  a.map((row) =>
    b[0].map((_, j) => row.reduce((sum, v, k) => sum + v * b[k][j], 0))
  );
const transpose = (a: Row[]) => a[0].map((_, j) => a.map((row) => row[j]));

const rmsNorm = (backward: (dy: Row, x: Row, r: number) => Row) => {
  const rrms = (row: Row) =>
    1 / Math.sqrt(row.reduce((s, v) => s + v * v, 0) / columns + 1e-6);
  return gradcheck(
    {
      forward: (x: Float64Array) =>
        join(rowsOf(x).map((row) => row.map((v) => v * rrms(row)))),
      backward: (dy: Float64Array, x: Float64Array) => {
        const gradients = rowsOf(dy);
        return [
          join(
            rowsOf(x).map((row, r) => backward(gradients[r], row, rrms(row))),
          ),
        ];
      },
    },
    [x],
    matrix,
  );
};

/** The mean cross entropy over the rows, for class r in row r. */
const crossEntropy = (gradient: (p: Row, r: number) => Row) =>
  gradcheck(
    (x: Float64Array) =>
      rowsOf(x).reduce((sum, row, r) => sum - Math.log(softmax(row)[r]), 0) /
      rows,
    (x: Float64Array) =>
      join(rowsOf(x).map((row, r) => gradient(softmax(row), r))),
    x,
    matrix,
  );

/** Mistakes in activations, linear layers, softmax and losses. */
export const textbookMutants: readonly Mutant[] = [
  {
    name: "tanh: the derivative is left out",
    says: /the gradient is that of the output, unchanged/,
    check: () => elementwise(Math.tanh, () => 1),
  },
  {
    name: "tanh: 1 - y for 1 - y²",
    says: null,
    check: () => elementwise(Math.tanh, (x) => 1 - Math.tanh(x)),
  },
  {
    name: "square: the factor 2 is left out",
    says: /off by a factor of 0\.5: half of it is missing, or a factor of 2/,
    check: () => elementwise((x) => x * x, (x) => x),
  },
  {
    name: "cube: x³ for 3 x²",
    says: null,
    check: () => elementwise((x) => x ** 3, (x) => x ** 3),
  },
  {
    name: "GELU: the derivative of the sigmoid form for that of the tanh form",
    says: null,
    check: () =>
      elementwise(
        (x) =>
          0.5 * x *
          (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
        (x) => {
          const s = 1 / (1 + Math.exp(-1.702 * x));
          return s + 1.702 * x * s * (1 - s);
        },
      ),
  },
  {
    name: "ReLU: negative inputs pass as well",
    says: /that of the output, unchanged/,
    check: () => elementwise((x) => Math.max(0, x), () => 1),
  },
  {
    name: "softmax: the sum over the row is left out",
    says: null,
    check: () =>
      gradcheck(
        {
          forward: (x: Float64Array) => join(rowsOf(x).map(softmax)),
          backward: (dy: Float64Array, x: Float64Array) => {
            const d = rowsOf(dy);
            return [join(
              rowsOf(x).map((row, r) =>
                softmax(row).map((p, j) => p * d[r][j])
              ),
            )];
          },
        },
        [x],
        matrix,
      ),
  },
  {
    name: "cross entropy: the mean over the rows is forgotten",
    says: /off by a factor of 5: it is a sum over 5 rows where a mean/,
    check: () => crossEntropy((p, r) => p.map((v, j) => v - +(j === r))),
  },
  {
    name: "cross entropy: the target is not subtracted",
    says: null,
    check: () => crossEntropy((p) => p.map((v) => v / rows)),
  },
  {
    name: "cross entropy: the sign",
    says: /off by a factor of -1: the sign is wrong/,
    check: () =>
      crossEntropy((p, r) => p.map((v, j) => (+(j === r) - v) / rows)),
  },
  {
    name: "linear: dW is transposed",
    says: /input 1: the gradient is transposed/,
    check: () =>
      linear((
        dy,
        x,
        w,
      ) => [product(dy, transpose(w)), product(transpose(dy), x)]),
  },
  {
    name: "linear: dx takes W for its transpose",
    says: null,
    check: () =>
      linear((dy, x, w) => [product(dy, w), product(transpose(x), dy)]),
  },
  {
    name: "linear: dW is not summed over the last row",
    says: null,
    check: () =>
      linear((
        dy,
        x,
        w,
      ) => [
        product(dy, transpose(w)),
        product(transpose(x.slice(0, -1)), dy.slice(0, -1)),
      ]),
  },
  {
    name: "linear: dW is a mean",
    says: /input 1: every element is off by a factor of 0\.2/,
    check: () =>
      linear((
        dy,
        x,
        w,
      ) => [
        product(dy, transpose(w)),
        product(transpose(x), dy).map((row) => row.map((v) => v / rows)),
      ]),
  },
  {
    name: "RMS norm: the term of the mean of squares is left out",
    says:
      /in each row a multiple of x: the term that goes through the mean of squares/,
    check: () => rmsNorm((dy, _, r) => dy.map((v) => v * r)),
  },
  {
    name: "RMS norm: that of layer norm",
    says: null,
    check: () =>
      rmsNorm((dy, x, r) => {
        const mean1 = dy.reduce((s, v) => s + v) / columns,
          mean2 = dy.reduce((s, v, j) => s + v * x[j] * r, 0) / columns;
        return dy.map((v, j) => r * (v - mean1 - x[j] * r * mean2));
      }),
  },
  {
    name: "RMS norm: r cubed",
    says: /each row is off by a factor of its own/,
    check: () =>
      rmsNorm((dy, x, r) => {
        const mean2 = dy.reduce((s, v, j) => s + v * x[j] * r, 0) / columns;
        return dy.map((v, j) => r ** 3 * (v - x[j] * r * mean2));
      }),
  },
];
