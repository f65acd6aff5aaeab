/**
 * How many invocations share a row: the one choice that sets an order of addition, so it depends on the
 * adapter and the width only, never on the number of rows.
 *
 * A software adapter runs invocations one after the other (SwiftShader) or in vectors of eight
 * (llvmpipe), and a barrier costs it a loop over all of them: a row of its own for each invocation is
 * best. The time of the forward pass by lanes, on two cores, one lane = 1:
 *
 *                   llvmpipe            SwiftShader
 *     lanes           2     8    64        2     8    64
 *     [8192, 1024]  1.4   1.6   2.4      1.0   1.2   4.0
 *     [512, 4096]   1.2   1.3   1.7      1.0   1.1   2.0
 *     [65536, 64]   1.5   2.0   9.2      1.6   4.1    41
 *
 * A GPU needs many rows or many lanes in flight to hide its memory's latency: a lane for every four
 * values.
 *
 * @module
 */

import type { Adapter } from "../device/backend.ts";
import type { Dispatch } from "../device/kernel.ts";

/** Values in a row, at most. */
export const maxWidth = 2 ** 20;

/**
 * Values of a row in a lane of a software adapter, at most. Rounding errors of y, 64 rows of N(0, 1):
 * 3.2e-7 with 4,096, 3.9e-7 with 8,192. And llvmpipe ends an invocation's loops after 65,535 rounds in
 * all, in silence; a row takes three a value.
 */
const maxValuesPerLane = 4096;

/**
 * Invocations in a workgroup: enough for a GPU to fill its cores; few for a software adapter, where a
 * workgroup stays on one core and 64 rows are still to be shared out.
 */
export function workgroupSize(adapter: Adapter): number {
  return adapter.software ? 16 : 256;
}

/** Invocations that share a row of this width: a power of two. */
export function lanesPerRow(width: number, adapter: Adapter): number {
  return adapter.software
    ? powerOfTwo(width / maxValuesPerLane)
    : Math.min(workgroupSize(adapter), powerOfTwo(width / 4));
}

/** The layout of a kernel that works row by row. */
export function rowDispatch(
  rows: number,
  width: number,
  adapter: Adapter,
): Dispatch {
  const LANES = lanesPerRow(width, adapter);
  const WORKGROUP = Math.max(workgroupSize(adapter), LANES);
  return {
    constants: { WORKGROUP, LANES },
    workgroups: Math.ceil(rows / (WORKGROUP / LANES)),
  };
}

/** The layout of a kernel in which an invocation owns a column, in each of `blocks` blocks of rows. */
export function columnDispatch(
  blocks: number,
  width: number,
  adapter: Adapter,
): Dispatch {
  const WORKGROUP = workgroupSize(adapter);
  return {
    constants: { WORKGROUP },
    workgroups: blocks * Math.ceil(width / WORKGROUP),
  };
}

/** The smallest power of two that is not below `value`, at least 1. */
function powerOfTwo(value: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(value)));
}
