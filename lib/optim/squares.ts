/**
 * Norms that do not overflow, deterministic, in two stages: by segment here, over all in `decide`.
 *
 * @module
 */

import finite from "../device/finite.wgsl" with { type: "text" };
import { defineKernel } from "../device/kernel.ts";
import lanes from "../device/lanes.wgsl" with { type: "text" };
import {
  headRows,
  rangeShape,
  segmentArguments,
  segmentBounds,
  segmentDispatch,
  segmentParts,
  statsShape,
  tableShape,
} from "./segments.ts";
import assembly from "./squares.wasm.base64" with { type: "text" };
import code from "./squares.wgsl" with { type: "text" };

/** Values above go to the big part, values below its reciprocal to the small one. */
const threshold = 2 ** 50;
const scale = 2 ** 70;

/** Overwrites the segments' rows of `stats`: big / 2^140, middle, small * 2^140, how many are not finite. */
export const squaresKernel = defineKernel({
  name: "squares",
  wgsl: finite + lanes + code,
  tensors: {
    table: { access: "read", shape: tableShape },
    values: { access: "read", shape: rangeShape },
    lost: { access: "read", optional: true, shape: rangeShape },
    stats: { access: "add", shape: statsShape },
  },
  arguments: segmentArguments,
  dispatch: segmentDispatch,
  definition({ table, values, lost, stats }, { first, end }) {
    for (let s = first; s < end; s++) {
      const [from, past] = segmentBounds(table, s);
      const to = table[4 * s + 2] < 0 ? from : past; // frozen
      let big = 0, middle = 0, small = 0, notFinite = 0;
      for (let i = from; i < to; i++) {
        const v = lost ? values[i] + lost[i] : values[i];
        const magnitude = Math.abs(v);
        if (magnitude >= 1 / threshold && magnitude <= threshold) {
          middle += v * v;
        } else if (!Number.isFinite(v)) notFinite++;
        else if (magnitude > threshold) big += (v / scale) ** 2;
        else small += (v * scale) ** 2;
      }
      stats.set([big, middle, small, notFinite], 4 * (headRows + s));
    }
  },
  assembly: { code: assembly, parts: segmentParts },
});

/** The norm of the three parts of a sum of squares. */
export function normOf(big: number, middle: number, small: number): number {
  if (big > 0) return Math.sqrt(big + middle / scale / scale) * scale;
  if (middle > 0) return Math.sqrt(middle + small / scale / scale);
  return Math.sqrt(small) / scale;
}
