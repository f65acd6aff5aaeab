/**
 * Adding blocks of column sums to a gradient: the second stage of the column reduction *is* the
 * accumulation, so a tick costs no extra pass.
 *
 * @module
 */

import { defineKernel } from "../device/kernel.ts";
import code from "./accumulate_blocks.wgsl" with { type: "text" };
import { columnDispatch } from "./plan.ts";

/** Rows that are summed before they meet the gradient; part of what sets the bits, so never tuned. */
export const blockRows = 64;

/** The number of blocks that hold so many rows. */
export function blocksOf(rows: number): number {
  return Math.ceil(rows / blockRows);
}

/** `gradient += sums[0]`, `+= sums[1]`, ...: in order, with no atomics. */
export const accumulateBlocks = defineKernel({
  name: "accumulate_blocks",
  wgsl: code,
  tensors: {
    sums: { access: "read", shape: ({ blocks, width }) => [blocks, width] },
    gradient: { access: "add", shape: ({ width }) => [width] },
  },
  arguments: { blocks: "u32", width: "u32" },
  dispatch: ({ width }, adapter) => columnDispatch(1, width, adapter),
  definition({ sums, gradient }, { blocks, width }) {
    for (let block = 0; block < blocks; block++) {
      for (let j = 0; j < width; j++) gradient[j] += sums[block * width + j];
    }
  },
});
