/** Series with all their coordinates, and what of them has a place on the axes. */

import { scaled } from "./axis.ts";
import type { Numbers } from "./numbers.ts";
import type { Scale } from "./options.ts";
import { checkNumbers, type NamedSeries } from "./series.ts";

/** A series whose points without a place are NaN. */
export interface PlacedLine {
  readonly name: string | null;
  readonly x: Numbers;
  readonly y: Numbers;
  /** How many values are not finite. */
  readonly notFinite: number;
  /** How many values a log scale cannot show. */
  readonly notPositive: number;
}

/** Gives series their x, from themselves, from all or by counting, and marks what has no place. */
export function placeAll(
  series: readonly NamedSeries[],
  shared: Numbers | undefined,
  xScale: Scale,
  yScale: Scale,
): PlacedLine[] {
  return withX(series, shared).map((one) => place(one, xScale, yScale));
}

function withX(
  series: readonly NamedSeries[],
  shared: Numbers | undefined,
): { name: string | null; x: Numbers; y: Numbers }[] {
  if (shared !== undefined) checkNumbers("options.x", shared);
  return series.map(({ name, x, y }) => {
    if (x === null && shared !== undefined && shared.length !== y.length) {
      throw new TypeError(
        `options.x has ${shared.length} numbers and ${
          name === null ? "series" : `series[${JSON.stringify(name)}]`
        } ${y.length}, expected as many; give series of other lengths as { x, y }`,
      );
    }
    return { name, x: x ?? shared ?? Array.from(y, (_, i) => i), y };
  });
}

function place(
  { name, x, y }: { name: string | null; x: Numbers; y: Numbers },
  xScale: Scale,
  yScale: Scale,
): PlacedLine {
  let notFinite = 0, notPositive = 0;
  const placed = Array.from(y, (value, i) => {
    if (!Number.isFinite(value) || !Number.isFinite(x[i])) notFinite++;
    else if (
      Number.isNaN(scaled(value, yScale)) || Number.isNaN(scaled(x[i], xScale))
    ) notPositive++;
    else return value;
    return NaN;
  });
  const places = Array.from(
    x,
    (value, i) => Number.isNaN(scaled(value, xScale)) ? NaN : x[i],
  );
  return { name, x: places, y: placed, notFinite, notPositive };
}
