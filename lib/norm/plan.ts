/**
 * How many invocations share a row: the one choice that sets an order of addition, so it depends on the
 * adapter and the width only, never on the number of rows.
 *
 * A software adapter runs invocations one after the other (SwiftShader) or in vectors of eight
 * (llvmpipe), and a barrier costs it a loop over all of them: few lanes are best. A GPU needs many rows
 * or many lanes in flight to hide its memory's latency: a lane for every four values.
 *
 * @module
 */

import type { Adapter } from "../device/backend.ts";
import type { Dispatch } from "../device/kernel.ts";

/** Values in a row, at most: what the smallest workgroup covers within llvmpipe's limit on loops. */
export const maxWidth = 2 ** 20;

/** Invocations in a workgroup: enough for a GPU to fill its cores, few for a software adapter. */
export function workgroupSize(adapter: Adapter): number {
  return adapter.software ? 64 : 256;
}

/** Invocations that share a row of this width: a power of two, at most a workgroup. */
export function lanesPerRow(width: number, adapter: Adapter): number {
  if (adapter.software) {
    // llvmpipe ends an invocation's loops after 65,535 rounds in all, in silence: 8,192 values a lane.
    const needed = powerOfTwo(width / 8192);
    const best = adapter.name.includes("SwiftShader") ? 1 : 8;
    return Math.min(
      workgroupSize(adapter),
      Math.max(needed, Math.min(best, powerOfTwo(width))),
    );
  }
  return Math.min(workgroupSize(adapter), powerOfTwo(width / 4));
}

/** The layout of a kernel that works row by row. */
export function rowDispatch(
  rows: number,
  width: number,
  adapter: Adapter,
): Dispatch {
  const WORKGROUP = workgroupSize(adapter);
  const LANES = lanesPerRow(width, adapter);
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
