/**
 * The kernels of a linear layer, forward and backward beside each other. Here stands what is computed;
 * the `.wgsl` files of the same names compute it on a GPU.
 *
 *     y = x weightᵀ + bias
 *     dx = dy weight             dweight = dyᵀ x             dbias = sum(dy), over the rows
 *
 * @module
 */

import { defineKernel, type Dispatch } from "../mod.ts";
import { blockRows, blocksOf } from "../lib/norm/accumulate_blocks.ts";
import forwardCode from "./linear.wgsl" with { type: "text" };
import backwardCode from "./linear_backward.wgsl" with { type: "text" };
import weightSumsCode from "./linear_weight_sums.wgsl" with { type: "text" };
import productCode from "./matrix_product.wgsl" with { type: "text" };

type Sizes = Readonly<Record<string, number>>;
const input = ({ rows, inputs }: Sizes) => [rows, inputs];
const output = ({ rows, outputs }: Sizes) => [rows, outputs];
const matrix = ({ inputs, outputs }: Sizes) => [outputs, inputs];
const sizes = { rows: "u32", inputs: "u32", outputs: "u32" } as const;

/** Invocations in a workgroup; no order of addition depends on it. */
const workgroup = 64;

/** An invocation computes 4 by 4 values, in each of `blocks` matrices. */
function tileDispatch(rows: number, columns: number, blocks = 1): Dispatch {
  const tiles = blocks * Math.ceil(rows / 4) * Math.ceil(columns / 4);
  return {
    constants: { WORKGROUP: workgroup },
    workgroups: Math.ceil(tiles / workgroup),
  };
}

/** Overwrites `y`. */
export const linearForward = defineKernel({
  name: "linear",
  wgsl: productCode + forwardCode,
  tensors: {
    x: { access: "read", shape: input },
    weight: { access: "read", shape: matrix },
    bias: {
      access: "read",
      optional: true,
      shape: ({ outputs }) => [outputs],
    },
    y: { access: "write", shape: output },
  },
  arguments: sizes,
  dispatch: ({ rows, outputs }) => tileDispatch(rows, outputs),
  definition({ x, weight, bias, y }, { rows, inputs, outputs }) {
    for (let r = 0; r < rows; r++) {
      for (let o = 0; o < outputs; o++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++) {
          sum += x[r * inputs + i] * weight[o * inputs + i];
        }
        y[r * outputs + o] = sum + (bias ? bias[o] : 0);
      }
    }
  },
});

/** Overwrites `dx`. */
export const linearBackwardInput = defineKernel({
  name: "linear_backward",
  wgsl: productCode + backwardCode,
  tensors: {
    dy: { access: "read", shape: output },
    weight: { access: "read", shape: matrix },
    dx: { access: "write", shape: input },
  },
  arguments: sizes,
  dispatch: ({ rows, inputs }) => tileDispatch(rows, inputs),
  definition({ dy, weight, dx }, { rows, inputs, outputs }) {
    const sums = new Float64Array(inputs);
    for (let r = 0; r < rows; r++) {
      sums.fill(0);
      for (let o = 0; o < outputs; o++) {
        const g = dy[r * outputs + o];
        for (let i = 0; i < inputs; i++) sums[i] += g * weight[o * inputs + i];
      }
      dx.set(sums, r * inputs);
    }
  },
});

/** Overwrites `dweight`: the sums over blocks of 64 rows. */
export const linearWeightSums = defineKernel({
  name: "linear_weight_sums",
  wgsl: productCode + weightSumsCode,
  tensors: {
    dy: { access: "read", shape: output },
    x: { access: "read", shape: input },
    dweight: {
      access: "write",
      shape: ({ rows, inputs, outputs }) => [blocksOf(rows), outputs, inputs],
    },
  },
  arguments: sizes,
  dispatch: ({ rows, inputs, outputs }) =>
    tileDispatch(outputs, inputs, blocksOf(rows)),
  definition({ dy, x, dweight }, { rows, inputs, outputs }) {
    const sums = new Float64Array(inputs);
    for (let block = 0; block < blocksOf(rows); block++) {
      const end = Math.min((block + 1) * blockRows, rows);
      for (let o = 0; o < outputs; o++) {
        sums.fill(0);
        for (let r = block * blockRows; r < end; r++) {
          const g = dy[r * outputs + o];
          for (let i = 0; i < inputs; i++) sums[i] += g * x[r * inputs + i];
        }
        dweight.set(sums, (block * outputs + o) * inputs);
      }
    }
  },
});
