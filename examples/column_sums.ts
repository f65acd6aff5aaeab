/**
 * Sums over the rows of a matrix, added to what is there: the gradient of a bias, and a loss.
 *
 * @module
 */

import {
  addBlocks,
  blockRows,
  blocksOf,
} from "../lib/norm/accumulate_blocks.ts";
import { columnDispatch } from "../lib/norm/plan_dispatch.ts";
import { defineKernel, type Parameter, type Tensor } from "../mod.ts";
import code from "./column_sums.wgsl" with { type: "text" };

/** Overwrites `sums`: those over blocks of 64 rows. */
export const columnSums = defineKernel({
  name: "column_sums",
  wgsl: code,
  tensors: {
    values: { access: "read", shape: ({ rows, width }) => [rows, width] },
    sums: {
      access: "write",
      shape: ({ rows, width }) => [blocksOf(rows), width],
    },
  },
  arguments: { rows: "u32", width: "u32" },
  dispatch: ({ rows, width }, adapter) =>
    columnDispatch(blocksOf(rows), width, adapter),
  definition({ values, sums }, { rows, width }) {
    const block = new Float64Array(width);
    for (let r = 0; r < rows; r++) {
      if (r % blockRows === 0) block.fill(0);
      for (let j = 0; j < width; j++) block[j] += values[r * width + j];
      sums.set(block, Math.floor(r / blockRows) * width);
    }
  },
});

/** Adds the rows of `values` to `target`, of their width: in blocks of 64, and the blocks in order. */
export function addColumnSums(
  values: Tensor,
  target: Tensor | Parameter,
  width: number,
): void {
  const rows = values.size / width;
  using sums = values.device.empty([blocksOf(rows), width], {
    dtype: values.dtype,
  });
  values.device.run(columnSums, { values, sums }, { rows, width });
  addBlocks(sums, target);
}
