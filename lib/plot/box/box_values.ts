/** Boxes: the quartiles of series, and what lies far outside of them. */

import { scaled } from "../parts/axis.ts";
import { quantile } from "../histogram/bins.ts";
import { finiteRange, type Numbers } from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";

/** A box with its whiskers, in the units of the values. */
export interface Box {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  /** The lowest and the highest value within 1.5 times the height of the box. */
  readonly lowerFence: number;
  readonly upperFence: number;
  /** All values beyond the whiskers, ascending. */
  readonly outliers: readonly number[];
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}

/** A series with its box, null where it has no value that can be drawn. */
export interface BoxRow {
  readonly name: string | null;
  readonly values: Numbers;
  readonly box: Box | null;
}

/**
 * The box of Tukey (1977). Quartiles lie between values as NumPy's do (linear); on a log scale all
 * is computed from the logarithms, so that the whiskers mean there what they mean elsewhere.
 */
export function boxOf(values: Numbers, scale: Scale): Box | null {
  const kept = Array.from(values)
    .filter((value) => !Number.isNaN(scaled(value, scale)));
  const sorted = Float64Array.from(kept).sort();
  if (sorted.length === 0) return null;
  const places = Array.from(sorted, (value) => scaled(value, scale));
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((part) =>
    quantile(places, part)
  );
  const reach = 1.5 * (q3 - q1);
  const inside = places.map((place) =>
    place >= q1 - reach && place <= q3 + reach
  );
  const first = inside.indexOf(true), last = inside.lastIndexOf(true);
  const value = (place: number) => scale === "log" ? 10 ** place : place;
  return {
    q1: value(q1),
    median: value(median),
    q3: value(q3),
    lowerFence: sorted[first],
    upperFence: sorted[last],
    outliers: [...sorted.slice(0, first), ...sorted.slice(last + 1)],
    lowest: sorted[0],
    highest: sorted.at(-1)!,
    count: sorted.length,
  };
}

/** Of outliers that fall on the same of so many steps of the axis one is drawn. */
const STEPS = 120;

/** Outliers that look the same as all of them. */
export function distinctOutliers(
  outliers: readonly number[],
  [low, high]: readonly [number, number],
  scale: Scale,
): number[] {
  const [from, to] = [scaled(low, scale), scaled(high, scale)];
  const seen = new Set<number>();
  const kept = outliers.filter((value, i) => {
    const step = Math.floor(
      (scaled(value, scale) - from) / (to - from || 1) * STEPS,
    );
    const first = !seen.has(step);
    seen.add(step);
    return first || i === outliers.length - 1; // the highest stays
  });
  return kept;
}

/** The range of all that boxes show. */
export function boxRange(rows: readonly BoxRow[]): [number, number] | null {
  return finiteRange(
    rows.flatMap(({ box }) => box === null ? [] : [box.lowest, box.highest]),
  );
}
