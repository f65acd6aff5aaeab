/** Bands: the room between two lines, such as a standard deviation to each side. */

import { scaled } from "../parts/axis.ts";
import type { Gaps } from "../parts/caption.ts";
import type { Numbers } from "../parts/numbers.ts";
import { describe, type Scale } from "../parts/options.ts";
import type { PlacedLine } from "../parts/placed_line.ts";
import { checkNumbers } from "../parts/series.ts";
import { THIN_ABOVE, thinned } from "../parts/thin.ts";

/** The lower and the upper edge of a band, a number for each point of its series. */
export interface Band {
  /** The lower edge. */
  lower: Numbers;
  /** The upper edge. */
  upper: Numbers;
}

/** A band at its series. */
export interface PlacedBand extends Gaps {
  readonly x: Numbers;
  readonly lower: Numbers;
  readonly upper: Numbers;
}

/** Reads the bands in the order of the series, null where a series has none. */
export function readBands(
  bands: unknown,
  lines: readonly PlacedLine[],
  yScale: Scale,
): (PlacedBand | null)[] {
  if (bands === undefined) return lines.map(() => null);
  if (typeof bands !== "object" || bands === null || Array.isArray(bands)) {
    throw new TypeError(
      `options.bands is ${
        describe(bands)
      }, expected a record of the names of series to { lower, upper }`,
    );
  }
  if (lines[0].name === null) {
    return [place("options.bands", bands, lines[0], yScale)];
  }
  const names = lines.map(({ name }) => name);
  const unknown = Object.keys(bands).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `options.bands has ${
        JSON.stringify(unknown)
      }, expected names of series: ${
        names.map((name) => JSON.stringify(name)).join(", ")
      }`,
    );
  }
  return lines.map((line) => {
    const band = (bands as Record<string, unknown>)[line.name!];
    const argument = `options.bands[${JSON.stringify(line.name)}]`;
    return band === undefined ? null : place(argument, band, line, yScale);
  });
}

function place(
  argument: string,
  band: unknown,
  { x, y }: PlacedLine,
  yScale: Scale,
): PlacedBand {
  if (
    typeof band !== "object" || band === null ||
    Object.keys(band).toSorted().join() !== "lower,upper"
  ) {
    throw new TypeError(
      `${argument} is ${describe(band)}, expected { lower, upper }`,
    );
  }
  const { lower, upper } = band as Band;
  checkNumbers(`${argument}.lower`, lower);
  checkNumbers(`${argument}.upper`, upper);
  if (lower.length !== y.length || upper.length !== y.length) {
    throw new TypeError(
      `${argument} has ${lower.length} lower and ${upper.length} upper, expected ${y.length} of both, as its series has`,
    );
  }
  let notFinite = 0, notPositive = 0;
  const shown = Array.from(upper, (value, i) => {
    const finite = [x[i], lower[i], value].every(Number.isFinite);
    if (!finite) notFinite++;
    else if (Number.isNaN(scaled(value, yScale))) notPositive++;
    else return true;
    return false;
  });
  const keep = (values: Numbers) =>
    Array.from(values, (value, i) => shown[i] ? value : NaN);
  return { x, lower: keep(lower), upper: keep(upper), notFinite, notPositive };
}

/**
 * The edge around a band: along the lower side and back along the upper one, a new outline after
 * each gap. A lower side that a log scale cannot show goes down to `floor`.
 */
export function outlineOf(
  { x, lower, upper }: PlacedBand,
  floor: number,
  kept: readonly number[] | null,
): { x: number[]; y: number[] } {
  const outline: { x: number[]; y: number[] } = { x: [], y: [] };
  const add = (x: number, y: number) => {
    outline.x.push(x);
    outline.y.push(y);
  };
  let run: number[] = [];
  const flush = () => {
    if (run.length === 0) return;
    if (outline.x.length > 0) add(NaN, NaN);
    for (const i of run) add(x[i], Math.max(lower[i], floor));
    for (const i of run.toReversed()) add(x[i], upper[i]);
    run = [];
  };
  for (const i of kept ?? Array.from(upper, (_, i) => i)) {
    if (Number.isNaN(upper[i])) flush();
    else run.push(i);
  }
  flush();
  return outline;
}

/** The points of a long band that draw the same band, null for all. */
export function thinnedBand(
  { x, lower, upper }: PlacedBand,
  xScale: Scale,
  range: readonly [number, number],
  pixels: number,
): number[] | null {
  if (x.length <= THIN_ABOVE) return null;
  const of = (edge: Numbers) =>
    thinned(x, edge, xScale, "linear", range, pixels);
  return [...new Set([...of(lower), ...of(upper)])].sort((a, b) => a - b);
}
