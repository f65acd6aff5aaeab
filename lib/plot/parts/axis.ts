/** Axes: ranges, ticks, and where a value lies on them. */

import type { Scale } from "./options.ts";
import { plotlyText, wrap } from "./escape.ts";
import {
  checkFar,
  isWide,
  type Numbers,
  plainNumbers,
  roundStep,
} from "./numbers.ts";

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
  const given = range ?? data ?? [1, 10];
  if (scale === "linear") checkFar(given);
  const [low, high] = given.map((value) => scaled(value, scale));
  const free = range
    ? 0
    : isWide([low, high])
    ? pad * (high - low)
    : scale === "log"
    ? 0.5
    : isWide([0, Math.abs(high)])
    ? 0.5 * Math.abs(high)
    : 0.5;
  const ends: [number, number] = [low - free, high + free];
  const span = ends[1] - ends[0];
  return {
    type: scale,
    range: plainNumbers(ends) as [number, number],
    ...(label === ""
      ? {}
      : { title: { text: wrap(label, wrapAt).map(plotlyText).join("<br>") } }),
    ...(scale === "log" ? logTicks(ends) : {}),
    ...(whole && scale === "linear" && span < 10
      ? { tick0: 0, dtick: roundStep(Math.max(1, span / 8)) }
      : {}),
    // Far from zero the digits that differ matter, not the power.
    ...(scale === "linear" && span < 1e-3 * Math.abs(high)
      ? { exponentformat: "none" as const }
      : {}),
  };
}

/**
 * Ticks of one kind along a log axis. Over more than two decades: whole powers of ten, no more than
 * the eye can take in. Over about one or two: 1, 2 and 5 times these, written as numbers. Within a
 * decade: evenly spaced numbers.
 */
function logTicks([low, high]: readonly [number, number]) {
  const span = high - low;
  if (span > 2.3) return { dtick: Math.ceil(span / 10) };
  if (span < 0.7) {
    return { dtick: `L${roundStep((10 ** high - 10 ** low) / 7)}` };
  }
  const short = low >= -4 && high <= 6;
  return { dtick: "D2", tickformat: short ? "~g" : "~e" };
}

/** Whether all finite values are whole numbers. */
export function areWhole(all: readonly Numbers[]): boolean {
  return all.every((values) =>
    Array.from(values).every((value) =>
      Number.isInteger(value) || !Number.isFinite(value)
    )
  );
}
