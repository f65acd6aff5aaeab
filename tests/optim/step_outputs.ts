/**
 * What the kernels of an optimizer's step have written, as the tests compare it.
 *
 * @module
 */

import type { Kernel } from "../../lib/device/kernel.ts";
import type { NumberArray } from "../../mod.ts";
import { type Inputs, isUpdate, stateNames } from "./step_inputs.ts";

/** What a step has written, `stats` cut into what its numbers are: each has a size of its own. */
export function withStatsParts(
  kernel: Kernel,
  { stats, ...others }: Readonly<Record<string, NumberArray>>,
): Record<string, ArrayLike<number>> {
  const [ok, clip, norm, zero, correction1, correction2] = stats;
  const [big, middle, small, last] = [0, 1, 2, 3].map((column) =>
    Array.from(stats.subarray(8)).filter((_, i) => i % 4 === column)
  );
  return {
    ...others,
    ok: [ok, zero],
    clip: [clip],
    norm: [norm],
    corrections: [correction1, correction2],
    big,
    middle,
    small,
    // As a norm: rounding the values changes it by no more than u times theirs.
    ...isUpdate(kernel)
      ? { updateNorm: last.map(Math.sqrt) }
      : { notFinite: last },
  };
}

/** What the errors of an update are relative to: the values and the state before it, if they are larger than after it. */
export function stepScales(
  kernel: Kernel,
  { args, values: before }: Inputs,
  after: Inputs["values"],
): Record<string, number> {
  if (!isUpdate(kernel)) return {};
  const scales: Record<string, number> = {};
  const largest = (values: ArrayLike<number>) =>
    Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  for (const name of ["values", ...stateNames(kernel)]) {
    if (!before[name]) continue;
    scales[name] = Math.max(largest(before[name]), largest(after[name]!));
  }
  const table = before.table!, values = after.values!, norms: number[] = [];
  for (let s = args.first; s < args.end; s++) {
    const start = 64 * table[4 * s], end = start + table[4 * s + 1];
    norms.push(Math.hypot(...values.subarray(start, end)));
  }
  scales.updateNorm = largest(norms);
  return scales;
}
