/**
 * Adding blocks of column sums to a gradient: the second stage of the column reduction *is* the
 * accumulation, so a tick costs no extra pass.
 *
 * @module
 */

import { addTo } from "../device/add_scaled.ts";
import { defineKernel } from "../device/kernel.ts";
import { lost, Parameter } from "../device/parameter.ts";
import type { Tensor } from "../device/tensor.ts";
import twoSum from "../device/two_sum.wgsl" with { type: "text" };
import assembly from "./accumulate_blocks.wasm.base64" with { type: "text" };
import code from "./accumulate_blocks.wgsl" with { type: "text" };
import { columnDispatch } from "./plan_dispatch.ts";

/** Rows that are summed before they meet the gradient; part of what sets the bits, so never tuned. */
export const blockRows = 64;

/** The number of blocks that hold so many rows. */
export function blocksOf(rows: number): number {
  return Math.ceil(rows / blockRows);
}

/** The number of parts of 4,096 columns that the CPU device does at a time. */
export function tilesOf(width: number): number {
  return Math.ceil(width / 4096);
}

/** Blocks in one dispatch, at most: llvmpipe ends an invocation's loops after 65,535 rounds, in silence. */
const maxBlocks = 2 ** 15;

/** `gradient += sums[first]`, `+= sums[first + 1]`, ... before `end`: in order, with no atomics. */
export const accumulateBlocks = defineKernel({
  name: "accumulate_blocks",
  wgsl: twoSum + code,
  tensors: {
    sums: { access: "read", shape: ({ blocks, width }) => [blocks, width] },
    gradient: { access: "add", shape: ({ width }) => [width] },
    lost: { access: "add", optional: true, shape: ({ width }) => [width] },
  },
  arguments: { blocks: "u32", width: "u32", first: "u32", end: "u32" },
  dispatch: ({ width }, adapter) => columnDispatch(1, width, adapter),
  definition({ sums, gradient, lost }, { width, first, end }) {
    for (let block = first; block < end; block++) {
      for (let j = 0; j < width; j++) {
        addTo(gradient, lost, j, sums[block * width + j]);
      }
    }
  },
  assembly: { code: assembly, parts: ({ width }) => tilesOf(width) },
});

/** Adds every block of `sums`, `[blocks, width]`, to a tensor or to the gradient of a parameter. */
export function addBlocks(sums: Tensor, target: Tensor | Parameter): void {
  const [blocks, width] = sums.shape;
  const [gradient, kept] = target instanceof Parameter
    ? [target.grad, lost(target)]
    : [target, null];
  for (let first = 0; first < blocks; first += maxBlocks) {
    const end = Math.min(first + maxBlocks, blocks);
    sums.device.run(
      accumulateBlocks,
      { sums, gradient, lost: kept },
      { blocks, width, first, end },
    );
  }
}
