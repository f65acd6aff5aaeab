/**
 * The kernels of layer normalisation, forward and backward beside each other. Here stands what is
 * computed; the `.wgsl` files of the same names compute it on a GPU.
 *
 * With n the width of a row, every row on its own:
 *
 *     mean = sum(x) / n            variance = sum((x - mean)²) / n      rstd = 1 / sqrt(variance + eps)
 *     xhat = (x - mean) * rstd     y = xhat * weight + bias
 *
 *     g = dy * weight              dx = rstd * (g - mean(g) - xhat * mean(g * xhat))
 *     dweight = sum(dy * xhat) and dbias = sum(dy), over the rows
 *
 * The mean is kept as m + c, a first mean and what repairs it, because one f32 is not enough when the
 * values have a large offset (the corrected two-pass algorithm: Chan, Golub and LeVeque, "Algorithms
 * for computing the sample variance", 1983).
 *
 * @module
 */

import type { Adapter } from "../device/backend.ts";
import {
  defineKernel,
  type Dispatch,
  type KernelArrays,
} from "../device/kernel.ts";
import { blockRows, blocksOf, tilesOf } from "./accumulate_blocks.ts";
import gradientsCode from "./layer_norm_gradients.wgsl" with { type: "text" };
import keptGradientsCode from "./layer_norm_gradients_kept.wgsl" with {
  type: "text",
};
import backwardAssembly from "./layer_norm_backward.wasm.base64" with {
  type: "text",
};
import columnSumsAssembly from "./layer_norm_column_sums.wasm.base64" with {
  type: "text",
};
import forwardAssembly from "./layer_norm.wasm.base64" with { type: "text" };
import forwardCode from "./layer_norm.wgsl" with { type: "text" };
import keptForwardCode from "./layer_norm_kept.wgsl" with { type: "text" };
import { type Plan, planOf } from "./plan.ts";
import {
  blockDispatch,
  rowCode,
  rowDispatch,
  tileDispatch,
} from "./plan_dispatch.ts";

type Sizes = Readonly<Record<string, number>>;
const matrix = ({ rows, width }: Sizes) => [rows, width];
const row = ({ width }: Sizes) => [width];
const statistics = ({ rows }: Sizes) => [3, rows];
const blocks = ({ rows, width }: Sizes) => [blocksOf(rows), width];

const forward = rowCode(forwardCode);
const keptForward = rowCode(keptForwardCode);
const gradients = rowCode(gradientsCode);
const keptGradients = rowCode(keptGradientsCode);

/** Overwrites `y` and, where it is given, `saved`: m, c and rstd of each row. */
export const layerNormForward = defineKernel({
  name: "layer_norm",
  tensors: {
    x: { access: "read", shape: matrix },
    weight: { access: "read", optional: true, shape: row },
    bias: { access: "read", optional: true, shape: row },
    y: { access: "write", shape: matrix },
    saved: { access: "write", optional: true, shape: statistics },
  },
  arguments: { rows: "u32", width: "u32", eps: "f32" },
  dispatch: ({ rows, width }, adapter) =>
    dispatchForward(rows, planOf("forward", width, adapter), adapter),
  definition({ x, weight, bias, y, saved }, { rows, width, eps }) {
    for (let r = 0; r < rows; r++) {
      const start = r * width, end = start + width;
      // m = x[0] + sum(x - x[0]) / n: exactly x[0] for a constant row.
      const first = x[start];
      let sum = 0;
      for (let i = start; i < end; i++) sum += x[i] - first;
      const m = first + sum / width;
      // t = x - m; c = sum(t) / n; variance = sum(t²) / n - c².
      let sumT = 0, sumTT = 0;
      for (let i = start; i < end; i++) {
        const t = x[i] - m;
        sumT += t;
        sumTT += t * t;
      }
      const c = sumT / width;
      const variance = sumTT / width - c * c;
      const rstd = Number.isFinite(variance)
        ? 1 / Math.sqrt(Math.max(variance, 0) + eps)
        : NaN;
      for (let i = start, j = 0; i < end; i++, j++) {
        const xhat = ((x[i] - m) - c) * rstd;
        y[i] = (weight ? xhat * weight[j] : xhat) + (bias ? bias[j] : 0);
      }
      if (saved) {
        saved[r] = m; // rounded in f32: the second number takes what is lost
        saved[rows + r] = c + (m - saved[r]);
        saved[2 * rows + r] = rstd;
      }
    }
  },
  assembly: { code: forwardAssembly, parts: ({ rows }) => rows },
});

const gradientTensors = {
  dy: { access: "read", shape: matrix },
  x: { access: "read", shape: matrix },
  weight: { access: "read", optional: true, shape: row },
  saved: { access: "read", shape: statistics },
  means: { access: "scratch", shape: ({ rows }: Sizes) => [2, rows] },
  dx: { access: "write", shape: matrix },
  dweight: { access: "write", optional: true, shape: blocks },
  dbias: { access: "write", optional: true, shape: blocks },
} as const;

type GradientArrays = KernelArrays<typeof gradientTensors>;

/** Overwrites `dx`, and `dweight` and `dbias`, those that are given: their sums over blocks of 64 rows. */
export const layerNormGradients = defineKernel({
  name: "layer_norm_gradients",
  tensors: gradientTensors,
  arguments: { rows: "u32", width: "u32" },
  dispatch: ({ rows, width }, adapter) =>
    dispatchGradients(
      { rows, width },
      planOf("backward", width, adapter),
      adapter,
    ),
  definition(arrays, sizes) {
    inputGradient(arrays, sizes);
    if (arrays.dweight || arrays.dbias) columnSums(arrays, sizes);
  },
  assembly: [
    {
      name: "layer_norm_backward",
      code: backwardAssembly,
      tensors: ["dy", "x", "weight", "saved", "dx"],
      parts: ({ rows }) => rows,
    },
    {
      name: "layer_norm_column_sums",
      code: columnSumsAssembly,
      tensors: ["dy", "x", "saved", "dweight", "dbias"],
      parts: ({ rows, width }) => blocksOf(rows) * tilesOf(width),
    },
  ],
});

function inputGradient(
  { dy, x, weight, saved, dx }: GradientArrays,
  { rows, width }: Sizes,
): void {
  for (let r = 0; r < rows; r++) {
    const start = r * width, end = start + width;
    const m = saved[r], c = saved[rows + r], rstd = saved[2 * rows + r];
    let sumG = 0, sumGXhat = 0;
    for (let i = start, j = 0; i < end; i++, j++) {
      const g = weight ? dy[i] * weight[j] : dy[i];
      sumG += g;
      sumGXhat += g * ((x[i] - m) - c) * rstd;
    }
    const meanG = sumG / width, meanGXhat = sumGXhat / width;
    // Infinity in dy, too, arrives as NaN in the whole row.
    const scale = Number.isFinite(meanG) && Number.isFinite(meanGXhat)
      ? rstd
      : NaN;
    for (let i = start, j = 0; i < end; i++, j++) {
      const g = weight ? dy[i] * weight[j] : dy[i];
      const xhat = ((x[i] - m) - c) * rstd;
      dx[i] = scale * (g - meanG - xhat * meanGXhat);
    }
  }
}

function columnSums(
  { dy, x, saved, dweight, dbias }: GradientArrays,
  { rows, width }: Sizes,
): void {
  const sumWeight = new Float64Array(width);
  const sumBias = new Float64Array(width);
  for (let block = 0; block < blocksOf(rows); block++) {
    sumWeight.fill(0);
    sumBias.fill(0);
    const end = Math.min((block + 1) * blockRows, rows);
    for (let r = block * blockRows; r < end; r++) {
      const m = saved[r], c = saved[rows + r], rstd = saved[2 * rows + r];
      for (let i = r * width, j = 0; j < width; i++, j++) {
        sumWeight[j] += dy[i] * ((x[i] - m) - c) * rstd;
        sumBias[j] += dy[i];
      }
    }
    dweight?.set(sumWeight.map(finiteOrNaN), block * width);
    dbias?.set(sumBias.map(finiteOrNaN), block * width);
  }
}

/** The forward pass of so many rows by a plan. */
export function dispatchForward(
  rows: number,
  plan: Plan,
  adapter: Adapter,
): Dispatch {
  return rowDispatch(plan.kept ? keptForward : forward, rows, plan, adapter);
}

/** The backward pass by a plan. */
export function dispatchGradients(
  { rows, width }: Sizes,
  plan: Plan,
  adapter: Adapter,
): Dispatch[] {
  const blocks = blocksOf(rows);
  if (plan.kept) return [blockDispatch(keptGradients, blocks, plan, adapter)];
  return [
    {
      ...rowDispatch(gradients, rows, plan, adapter),
      entryPoint: "row_means",
    },
    {
      ...tileDispatch(gradients, blocks, width, adapter),
      entryPoint: "tiles",
    },
  ];
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
