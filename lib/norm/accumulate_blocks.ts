/**
 * Adding blocks of column sums to a gradient: the second stage of the column reduction *is* the
 * accumulation, so a tick costs no extra pass.
 *
 * @module
 */

import type { Device } from "../device/device.ts";
import { defineKernel } from "../device/kernel.ts";
import type { Tensor } from "../device/tensor.ts";
import code from "./accumulate_blocks.wgsl" with { type: "text" };
import { columnDispatch } from "./plan.ts";

/** Rows that are summed before they meet the gradient; part of what sets the bits, so never tuned. */
export const blockRows = 64;

/** The number of blocks that hold so many rows. */
export function blocksOf(rows: number): number {
  return Math.ceil(rows / blockRows);
}

/** Blocks in one dispatch, at most: llvmpipe ends an invocation's loops after 65,535 rounds, in silence. */
const maxBlocks = 2 ** 15;

/** `gradient += sums[first]`, `+= sums[first + 1]`, ... before `end`: in order, with no atomics. */
export const accumulateBlocks = defineKernel({
  name: "accumulate_blocks",
  wgsl: code,
  tensors: {
    sums: { access: "read", shape: ({ blocks, width }) => [blocks, width] },
    gradient: { access: "add", shape: ({ width }) => [width] },
  },
  arguments: { blocks: "u32", width: "u32", first: "u32", end: "u32" },
  dispatch: ({ width }, adapter) => columnDispatch(1, width, adapter),
  definition({ sums, gradient }, { width, first, end }) {
    for (let block = first; block < end; block++) {
      for (let j = 0; j < width; j++) gradient[j] += sums[block * width + j];
    }
  },
});

/** Adds every block of `sums`, `[blocks, width]`, to a gradient. */
export function addBlocks(
  device: Device,
  sums: Tensor,
  gradient: Tensor,
): void {
  const [blocks, width] = sums.shape;
  for (let first = 0; first < blocks; first += maxBlocks) {
    const end = Math.min(first + maxBlocks, blocks);
    device.run(
      accumulateBlocks,
      { sums, gradient },
      { blocks, width, first, end },
    );
  }
}
