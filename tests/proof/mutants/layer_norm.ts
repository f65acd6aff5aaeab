/** Mistakes in the backward pass of layer normalisation, as a textbook has it, in f64. */

import {
  gradcheck,
  randomNormal,
  randomUniform,
} from "../../../lib/check/mod.ts";
import type { Mutant } from "./mutant.ts";

/** 5 rows of 6: neither is a multiple of 4. */
const rows = 5, columns = 6;
const eps = 1e-2;
const size = rows * columns;

type Row = number[];
const mean = (row: Row) => row.reduce((sum, v) => sum + v, 0) / row.length;
const slice = (
  x: Float64Array,
  r: number,
): Row => [...x.subarray(r * columns, (r + 1) * columns)];

/** What a row is divided by, and how its backward pass goes: the parts that a mutant replaces. */
interface Parts {
  /** 1 / sqrt(variance + eps), of the backward pass only. */
  readonly rstd: (variance: number) => number;
  /** The row whose statistics the backward pass uses. */
  readonly statisticsOf: (x: Float64Array, r: number) => Row;
  /** dx of a row from g = dy * weight, x^ and rstd. */
  readonly dx: (g: Row, xhat: Row, rstd: number) => Row;
  /** Adds a row to the gradients of weight and bias. */
  readonly addParameters: (
    dweight: Float64Array,
    dbias: Float64Array,
    dy: Row,
    xhat: Row,
    r: number,
  ) => void;
  /** The last say on dx, dweight and dbias. */
  readonly finish: (
    dx: Float64Array,
    dweight: Float64Array,
    dbias: Float64Array,
    w: Float64Array,
  ) => Float64Array[];
}

const right: Parts = {
  rstd: (variance) => 1 / Math.sqrt(variance + eps),
  statisticsOf: slice,
  dx: (g, xhat, rstd) => {
    const mean1 = mean(g), mean2 = mean(g.map((v, j) => v * xhat[j]));
    return g.map((v, j) => rstd * (v - mean1 - xhat[j] * mean2));
  },
  addParameters: (dweight, dbias, dy, xhat) =>
    dy.forEach((v, j) => {
      dweight[j] += v * xhat[j];
      dbias[j] += v;
    }),
  finish: (dx, dweight, dbias) => [dx, dweight, dbias],
};

const variance = (row: Row) => mean(row.map((v) => (v - mean(row)) ** 2));

function forward(
  x: Float64Array,
  w: Float64Array,
  b: Float64Array,
): Float64Array {
  const y = new Float64Array(size);
  for (let r = 0; r < rows; r++) {
    const row = slice(x, r), m = mean(row), rstd = right.rstd(variance(row));
    row.forEach((v, j) => y[r * columns + j] = (v - m) * rstd * w[j] + b[j]);
  }
  return y;
}

function backward(parts: Parts) {
  return (
    dy: Float64Array,
    x: Float64Array,
    w: Float64Array,
    b: Float64Array,
  ) => {
    const dx = new Float64Array(size);
    const dweight = new Float64Array(w.length),
      dbias = new Float64Array(b.length);
    for (let r = 0; r < rows; r++) {
      const statistics = parts.statisticsOf(x, r);
      const m = mean(statistics), rstd = parts.rstd(variance(statistics));
      const xhat = slice(x, r).map((v) => (v - m) * rstd);
      const g = slice(dy, r).map((v, j) => v * w[j]);
      dx.set(parts.dx(g, xhat, rstd), r * columns);
      parts.addParameters(dweight, dbias, slice(dy, r), xhat, r);
    }
    return parts.finish(dx, dweight, dbias, w);
  };
}

const x = randomNormal(size, 3).map((v, i) =>
  (1 + Math.floor(i / columns)) * v + i % 3
);
const weight = randomUniform(columns, 4).map((v) => 0.5 + v);
const bias = randomNormal(columns, 5);

/** Checks the backward pass with some parts replaced. */
export const checkLayerNorm = (parts: Partial<Parts> = {}) =>
  gradcheck({ forward, backward: backward({ ...right, ...parts }) }, [
    x,
    weight,
    bias,
  ], {
    shapes: [[rows, columns], [columns], [columns]],
  });

const mutant = (
  name: string,
  says: RegExp | null,
  parts: Partial<Parts>,
): Mutant => ({
  name: `layer norm: ${name}`,
  says,
  check: () => checkLayerNorm(parts),
});

/** Changes dx, dweight or dbias when all is done. */
const last = (
  change: (
    dx: Float64Array,
    dweight: Float64Array,
    dbias: Float64Array,
    w: Float64Array,
  ) => (Float64Array | undefined)[],
) => ({
  finish: (
    ...given: [Float64Array, Float64Array, Float64Array, Float64Array]
  ) => {
    const changed = change(...given);
    return [0, 1, 2].map((i) => changed[i] ?? given[i]);
  },
});

/** Adds a row to the parameters' gradients under a condition. */
const onlyRows = (condition: (r: number) => boolean): Partial<Parts> => ({
  addParameters: (dweight, dbias, dy, xhat, r) => {
    if (condition(r)) right.addParameters(dweight, dbias, dy, xhat, r);
  },
});

/** Mistakes in dx. */
const inputMutants: Mutant[] = [
  mutant(
    "the term mean(g) is missing",
    /input 0: the error is one number in each row/,
    {
      dx: (g, xhat, rstd) => {
        const mean2 = mean(g.map((v, j) => v * xhat[j]));
        return g.map((v, j) => rstd * (v - xhat[j] * mean2));
      },
    },
  ),
  mutant(
    "the term x^ mean(g x^) is missing",
    /input 0: the error is in each row a multiple of x - mean\(x\)/,
    {
      dx: (g, _, rstd) => g.map((v) => rstd * (v - mean(g))),
    },
  ),
  mutant(
    "both terms are missing",
    /input 0: the error is in each row a \+ b \(x - mean\(x\)\)/,
    {
      dx: (g, _, rstd) => g.map((v) => rstd * v),
    },
  ),
  mutant(
    "the means divide by n - 1",
    /input 0: the error is in each row a \+ b \(x - mean\(x\)\)/,
    {
      dx: (g, xhat, rstd) => {
        const n = g.length - 1;
        const sum1 = g.reduce((s, v) => s + v),
          sum2 = g.reduce((s, v, j) => s + v * xhat[j], 0);
        return g.map((v, j) => rstd * (v - sum1 / n - xhat[j] * sum2 / n));
      },
    },
  ),
  mutant("rstd is squared", /input 0: each row is off by a factor of its own/, {
    dx: (g, xhat, rstd) => right.dx(g, xhat, rstd * rstd),
  }),
  mutant(
    "rstd is left out",
    /input 0: each row is off by a factor of its own/,
    {
      dx: (g, xhat) => right.dx(g, xhat, 1),
    },
  ),
  mutant(
    "eps stands outside the root",
    /input 0: each row is a \(right gradient\).*eps in another place/,
    {
      rstd: (v) => 1 / (Math.sqrt(v) + eps),
    },
  ),
  mutant(
    "eps is left out",
    /input 0: each row is a \(right gradient\).*eps in another place/,
    {
      rstd: (v) => 1 / Math.sqrt(v),
    },
  ),
  mutant(
    "the variance divides by n - 1",
    /input 0: each row is a \(right gradient\).*n - 1 for n/,
    {
      rstd: (v) => 1 / Math.sqrt(v * columns / (columns - 1) + eps),
    },
  ),
  mutant(
    "the statistics are those of the row before",
    /input 0: each row is a \(right gradient\).*statistics of other values/,
    {
      statisticsOf: (x, r) => slice(x, (r + rows - 1) % rows),
    },
  ),
  mutant(
    "the statistics are those of the first row",
    /input 0: each row is a \(right gradient\).*statistics of other values/,
    {
      statisticsOf: (x) => slice(x, 0),
    },
  ),
  mutant(
    "dx is transposed",
    /input 0: the gradient is transposed/,
    last((dx) => [
      dx.map((_, i) => dx[(i % rows) * columns + Math.floor(i / rows)]),
    ]),
  ),
  mutant(
    "dx has the wrong sign",
    /input 0: every element is off by a factor of -1: the sign is wrong/,
    last((dx) => [dx.map((v) => -v)]),
  ),
  mutant(
    "dx is 1 % too large",
    /input 0: every element is off by a factor of 1\.01/,
    last((dx) => [dx.map((v) => 1.01 * v)]),
  ),
  mutant(
    "dx is divided by the rows",
    /input 0: every element is off by a factor of 0\.2: it is a mean over 5 rows/,
    last((dx) => [dx.map((v) => v / rows)]),
  ),
  mutant(
    "the columns beyond a multiple of 4 are left out of dx",
    /input 0: all errors are in the last 2 columns, which are left out/,
    last((dx) => [dx.map((v, i) => i % columns < 4 ? v : 0)]),
  ),
  mutant(
    "the last row is left out of dx",
    /input 0: all errors are in row 4 \(the last\), which is left out/,
    last((dx) => [dx.map((v, i) => i < 24 ? v : 0)]),
  ),
  mutant(
    "one element of dx is wrong",
    /input 0: only row 2, column 3 is wrong/,
    last((dx) => [dx.map((v, i) => i === 15 ? v + 1e-3 : v)]),
  ),
  mutant(
    "dx is shifted by a column",
    /input 0: the gradient is shifted by one element/,
    last((dx) => [
      dx.map((_, i) => dx[i - i % columns + (i + 1) % columns]),
    ]),
  ),
  mutant(
    "dx is multiplied with the weight once more",
    /input 0: the gradient is multiplied with input 1 once too often/,
    last((dx, _, __, w) => [dx.map((v, i) => v * w[i % columns])]),
  ),
  mutant(
    "one dx is NaN",
    /input 0: the gradient has NaN, first at element 7/,
    last((dx) => [dx.map((v, i) => i === 7 ? NaN : v)]),
  ),
  mutant("the weight is left out of g", null, {
    dx: (g, xhat, rstd) => right.dx(g.map((v, j) => v / weight[j]), xhat, rstd),
  }),
];

/** Mistakes in the gradients of weight and bias. */
const parameterMutants: Mutant[] = [
  mutant(
    "the parameters' gradients are not summed: the last row wins",
    /input 1: the gradient is not summed over the batch: only the last row/,
    onlyRows((r) => r === rows - 1),
  ),
  mutant(
    "the parameters' gradients are those of the first row",
    /input 2: the gradient is not summed over the batch: only the first row/,
    onlyRows((r) => r === 0),
  ),
  mutant(
    "the last row is left out of the sums",
    /input 1: the last row of the batch is left out of the sum/,
    onlyRows((r) => r < rows - 1),
  ),
  mutant(
    "the first row is left out of the sums",
    /input 2: the first row of the batch is left out of the sum/,
    onlyRows((r) => r > 0),
  ),
  mutant(
    "the sums are added twice",
    /input 1: every element is off by a factor of 2: it is counted twice/,
    {
      addParameters: (...row) => {
        right.addParameters(...row);
        right.addParameters(...row);
      },
    },
  ),
  mutant(
    "the sums are means",
    /input 2: every element is off by a factor of 0\.2: it is a mean over 5 rows where a sum/,
    last((_, dweight, dbias) => [
      undefined,
      dweight.map((v) => v / rows),
      dbias.map((v) => v / rows),
    ]),
  ),
  mutant(
    "dweight lacks x^",
    /input 1: the gradient is that of the output, summed over the rows/,
    {
      addParameters: (dweight, dbias, dy) =>
        dy.forEach((v, j) => {
          dweight[j] += v;
          dbias[j] += v;
        }),
    },
  ),
  mutant("dweight takes x for x^", null, {
    addParameters: (dweight, dbias, dy, _, r) =>
      dy.forEach((v, j) => {
        dweight[j] += v * x[r * columns + j];
        dbias[j] += v;
      }),
  }),
  mutant(
    "dweight is multiplied with the weight",
    /input 1: the gradient is multiplied with the input itself once too often/,
    last((_, dweight, __, w) => [undefined, dweight.map((v, j) => v * w[j])]),
  ),
  mutant(
    "dbias is never written",
    /input 2: the gradient is 0 everywhere/,
    last((_, __, dbias) => [undefined, undefined, dbias.map(() => 0)]),
  ),
  mutant(
    "dbias and dweight are exchanged",
    null,
    last((_, dweight, dbias) => [undefined, dbias, dweight]),
  ),
  mutant(
    "dbias is in reverse order",
    /input 2: the gradient is in reverse order/,
    last((_, __, dbias) => [undefined, undefined, dbias.toReversed()]),
  ),
  mutant(
    "dbias loses its sign",
    /input 2: the sign is lost/,
    last((_, __, dbias) => [undefined, undefined, dbias.map(Math.abs)]),
  ),
  mutant(
    "dbias is clipped",
    /input 2: the gradient is clipped at 0\.5/,
    last((_, __, dbias) => [
      undefined,
      undefined,
      dbias.map((v) => Math.max(-0.5, Math.min(0.5, v))),
    ]),
  ),
];

/** All of them. */
export const layerNormMutants: readonly Mutant[] = [
  ...inputMutants,
  ...parameterMutants,
];
