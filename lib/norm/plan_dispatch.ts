/**
 * From a plan to what is dispatched: the WGSL, its constants and the number of workgroups.
 *
 * @module
 */

import type { Adapter } from "../device/backend.ts";
import finite from "../device/finite.wgsl" with { type: "text" };
import type { Dispatch } from "../device/kernel.ts";
import lanes from "../device/lanes.wgsl" with { type: "text" };
import twoSum from "../device/two_sum.wgsl" with { type: "text" };
import chunks from "./chunks.wgsl" with { type: "text" };
import type { Plan } from "./plan.ts";
import scalars from "./scalars.wgsl" with { type: "text" };
import vectors from "./vectors.wgsl" with { type: "text" };

/** The WGSL of a kernel of rows by what it loads at a time. */
export interface RowCode {
  readonly 1: string;
  readonly 4: string;
}

/** Puts what every kernel of rows uses before its code. */
export function rowCode(code: string): RowCode {
  const common = finite + lanes + twoSum;
  return {
    1: common + scalars + chunks + code,
    4: common + vectors + chunks + code,
  };
}

/**
 * Invocations in a workgroup: enough for a GPU to fill its cores; few for a software adapter, where a
 * workgroup stays on one core and 64 rows are still to be shared out.
 */
export function workgroupSize({ software }: Adapter): number {
  return software ? 16 : 256;
}

/** A kernel whose lanes share `rows` rows: where there are few, they are spread over the cores first. */
export function rowDispatch(
  code: RowCode,
  rows: number,
  plan: Plan,
  adapter: Adapter,
): Dispatch {
  const WORKGROUP = Math.max(workgroupSize(adapter), plan.lanes);
  const perWorkgroup = WORKGROUP / plan.lanes;
  const enough = adapter.software ? 2 * navigator.hardwareConcurrency : 256;
  let ROWS: number = plan.rows;
  while (ROWS > 1 && rows / ROWS / perWorkgroup < enough) ROWS /= 2;
  return {
    wgsl: code[plan.values],
    constants: {
      WORKGROUP,
      LANES: plan.lanes,
      ROWS,
      ...(plan.kept && { KEPT: plan.kept }),
    },
    workgroups: Math.ceil(rows / ROWS / perWorkgroup),
  };
}

/** A kernel whose lanes share a block of 64 rows and keep them one by one. */
export function blockDispatch(
  code: RowCode,
  blocks: number,
  plan: Plan,
  adapter: Adapter,
): Dispatch {
  const WORKGROUP = Math.max(workgroupSize(adapter), plan.lanes);
  return {
    wgsl: code[plan.values],
    constants: { WORKGROUP, LANES: plan.lanes, KEPT: plan.kept },
    workgroups: Math.ceil(blocks / (WORKGROUP / plan.lanes)),
  };
}

/**
 * A kernel in which an invocation owns a few columns of a block of 64 rows: on a software adapter as many as
 * share the loads of what a row has, on a GPU one load, side by side with its neighbours'.
 */
export function tileDispatch(
  code: RowCode,
  blocks: number,
  width: number,
  adapter: Adapter,
): Dispatch {
  const WORKGROUP = workgroupSize(adapter);
  const values = width % 4 === 0 ? 4 : 1;
  const TILE = adapter.software && width / values % 4 === 0 ? 4 : 1;
  return {
    wgsl: code[values],
    constants: { WORKGROUP, TILE },
    workgroups: Math.ceil(blocks * width / values / TILE / WORKGROUP),
  };
}

/** A kernel in which an invocation owns a column, in each of `blocks` blocks of rows. */
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
