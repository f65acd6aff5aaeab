/**
 * The decision of a step, on the device, without a read-back.
 *
 * @module
 */

import { defineKernel } from "../device/kernel.ts";
import lanes from "../device/lanes.wgsl" with { type: "text" };
import code from "./decide.wgsl" with { type: "text" };
import { headRows, statsShape } from "./segments.ts";
import { normOf } from "./squares.ts";

/** What the fourth number of `stats` says: 0 before the first step. */
export const applied = 1, skipped = 2;

/** Overwrites the head of `stats` (is the step applied, the factor of clipping, the norm before it, the outcome; two corrections) and counts the step as applied or skipped. */
export const decideKernel = defineKernel({
  name: "decide",
  wgsl: lanes + code,
  tensors: {
    corrections: { access: "read", shape: ({ steps }) => [steps, 2] },
    counts: { access: "add", dtype: "u32", shape: () => [2] },
    stats: { access: "add", shape: statsShape },
  },
  arguments: { segments: "u32", steps: "u32", count: "f32", clipNorm: "f32" },
  dispatch: () => ({ constants: { WORKGROUP: 64, LANES: 64 }, workgroups: 1 }),
  definition(
    { corrections, counts, stats },
    { segments, steps, count, clipNorm },
  ) {
    const sums = [0, 0, 0, 0];
    for (let i = 4 * headRows; i < 4 * (headRows + segments); i++) {
      sums[i % 4] += stats[i];
    }
    const [big, middle, small, notFinite] = sums;
    const ok = notFinite === 0;
    const norm = normOf(big, middle, small) / count;
    // PyTorch's clip_grad_norm_.
    const clip = clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
    counts[ok ? 0 : 1]++;
    const at = 2 * (Math.min(Math.max(counts[0], 1), steps) - 1);
    stats.set([ok ? 1 : 0, clip, norm, ok ? applied : skipped]);
    stats.set([corrections[at], corrections[at + 1], 0, 0], 4);
  },
});
