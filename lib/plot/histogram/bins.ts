/** Bins for histograms, chosen from the data. */

import { scaled } from "../parts/axis.ts";
import {
  checkFar,
  isWide,
  type Numbers,
  roundStep,
  writeNumber,
} from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";

/** Bins of equal width on their scale: bin i reaches from `edges[i]` to `edges[i + 1]`. */
export interface Bins {
  /** The edges, one more than bins. */
  readonly edges: number[];
  /** The middles of the bins, on their scale. */
  readonly centres: number[];
}

const FEWEST = 5;
const MOST = 80;
const FEW_INTEGERS = 40;
/** Edges of bins beyond this power of ten are no numbers. */
const LOG_MOST = 300;

/**
 * Bins for all series together: as wide as Freedman and Diaconis (1981) say for the series that
 * wants the finest, 2 IQR / cbrt(n), then rounded to 1, 2 or 5 times a power of ten; about 5 to 80 of them. Integers get bins of whole numbers with the numbers in their middle.
 */
export function chooseBins(
  series: readonly Numbers[],
  scale: Scale,
  count?: number,
): Bins {
  const places = series.map((values) =>
    Array.from(values, (value) => scaled(value, scale))
      .filter((place) => !Number.isNaN(place)).sort((a, b) => a - b)
  ).filter((sorted) => sorted.length > 0);
  if (places.length === 0) return fromPlaces(0, 1, 1, scale);
  const low = Math.min(...places.map((sorted) => sorted[0]));
  const high = Math.max(...places.map((sorted) => sorted.at(-1)!));
  if (scale === "linear") checkFar([low, high]);
  else if (low < -LOG_MOST || high > LOG_MOST) {
    throw new RangeError(
      `the values reach from ${writeNumber(10 ** low)} to ${
        writeNumber(10 ** high)
      }, expected from 1e-${LOG_MOST} to 1e${LOG_MOST}`,
    );
  }
  if (!isWide([low, high])) {
    const half = 0.5 *
      Math.max(Math.abs(low) * 1e-3, scale === "log" ? 0.1 : 1);
    return fromPlaces(low - half, 2 * half, 1, scale);
  }
  if (count !== undefined) {
    return fromPlaces(low, (high - low) / count, count, scale);
  }
  const range = high - low;
  const integers = scale === "linear" &&
    places.every((sorted) => sorted.every(Number.isInteger));
  const step = integers && range < FEW_INTEGERS
    ? 1
    : chooseStep(Math.min(...places.map(freedmanDiaconis)), range, integers);
  const shift = integers ? 0.5 : 0;
  const start = Math.floor((low + shift) / step) * step - shift;
  // The largest value may lie on the last edge.
  const bins = Math.max(1, Math.ceil((high - start) / step - 1e-9));
  return fromPlaces(start, step, bins, scale);
}

/** How many numbers fall into each bin; a number on an edge into the upper one, at the end into the last. */
export function countInto(
  { edges }: Bins,
  values: Numbers,
  scale: Scale,
): number[] {
  const bins = edges.length - 1;
  const counts = new Array<number>(bins).fill(0);
  const first = scaled(edges[0], scale);
  const last = scaled(edges[bins], scale);
  for (let i = 0; i < values.length; i++) {
    const place = scaled(values[i], scale);
    if (Number.isNaN(place)) continue;
    const bin = Math.floor((place - first) / (last - first) * bins + 1e-9);
    if (bin >= 0 && bin <= bins) counts[Math.min(bin, bins - 1)]++;
  }
  return counts;
}

/** The nearest of 1, 2, 5 times a power of ten that gives neither too few bins nor too many. */
function chooseStep(width: number, range: number, integers: boolean): number {
  const wanted = Math.min(width, range / FEWEST);
  const above = roundStep(wanted), below = roundStep(wanted / 2.4);
  const step = above / wanted < wanted / below ? above : below;
  const enough = range / step > MOST ? roundStep(range / MOST) : step;
  return integers ? Math.max(1, enough) : enough;
}

function freedmanDiaconis(sorted: readonly number[]): number {
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  if (spread > 0) return 2 * spread / Math.cbrt(sorted.length);
  // Most values are equal: as many bins as Sturges (1926) gives.
  const range = sorted.at(-1)! - sorted[0];
  return range > 0
    ? range / (Math.ceil(Math.log2(sorted.length)) + 1)
    : Infinity;
}

/** The value below which a part of sorted numbers lies, between two of them in proportion. */
export function quantile(sorted: readonly number[], part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at), above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function fromPlaces(
  start: number,
  step: number,
  count: number,
  scale: Scale,
): Bins {
  const value = (place: number) =>
    Number((scale === "log" ? 10 ** place : place).toPrecision(12));
  const edges = Array.from(
    { length: count + 1 },
    (_, i) => value(start + i * step),
  );
  const centres = Array.from(
    { length: count },
    (_, i) => value(start + (i + 0.5) * step),
  );
  return { edges, centres };
}
