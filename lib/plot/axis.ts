/** Axes: ranges, ticks, and where a value lies on them. */

import type { Scale } from "./options.ts";
import { plotlyText, wrap } from "./escape.ts";
import { type Numbers, plainNumbers, roundStep } from "./numbers.ts";

/** Where a value lies on a scale: linear in pixels. NaN where it has no place. */
export function scaled(value: number, scale: Scale): number {
  if (scale === "linear") return Number.isFinite(value) ? value : NaN;
  return value > 0 && value < Infinity ? Math.log10(value) : NaN;
}

/** What an axis needs to know. */
export interface AxisInit {
  label: string;
  scale: Scale;
  /** The range of the data, null where there is none. */
  data: readonly [number, number] | null;
  /** A range from the caller, taken as it is. */
  range?: readonly [number, number];
  /** The part of the range that is left free at each end. */
  pad: number;
  /** The length of a line of the label in characters, 60 if left out. */
  wrapAt?: number;
  /** Whether the values are whole numbers, so that ticks between them would mean nothing. */
  whole?: boolean;
}

/** An axis of plotly.js. */
export function axis(
  { label, scale, data, range, pad, wrapAt = 60, whole = false }: AxisInit,
) {
  const [low, high] = (range ?? data ?? [1, 10])
    .map((value) => scaled(value, scale));
  const free = range
    ? 0
    : high > low
    ? pad * (high - low)
    : scale === "log"
    ? 0.5
    : 0.5 * Math.abs(high) || 0.5;
  const ends: [number, number] = [low - free, high + free];
  const span = ends[1] - ends[0];
  return {
    type: scale,
    range: plainNumbers(ends) as [number, number],
    ...(label === ""
      ? {}
      : { title: { text: wrap(label, wrapAt).map(plotlyText).join("<br>") } }),
    // Whole powers of ten, and no more than the eye can take in.
    ...(scale === "log" && span > 1.2 ? { dtick: Math.ceil(span / 10) } : {}),
    ...(whole && scale === "linear" && span < 10
      ? { tick0: 0, dtick: roundStep(Math.max(1, span / 8)) }
      : {}),
    // Far from zero the digits that differ matter, not the power.
    ...(scale === "linear" && span < 1e-3 * Math.abs(high)
      ? { exponentformat: "none" as const }
      : {}),
  };
}

/** Whether all finite values are whole numbers. */
export function areWhole(all: readonly Numbers[]): boolean {
  return all.every((values) =>
    Array.from(values).every((value) =>
      Number.isInteger(value) || !Number.isFinite(value)
    )
  );
}
