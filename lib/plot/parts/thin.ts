/** Fewer points for the same picture. */

import { scaled } from "./axis.ts";
import type { Numbers } from "./numbers.ts";
import type { Scale } from "./options.ts";

/** Series of more points are thinned. */
export const THIN_ABOVE = 10_000;

/**
 * The indices of points that draw the same line: of the points that follow each other within one
 * pixel the first, the lowest, the highest and the last, and one of those that are gaps.
 */
export function thinned(
  x: Numbers,
  y: Numbers,
  xScale: Scale,
  yScale: Scale,
  range: readonly [number, number],
  pixels: number,
): number[] {
  const [low, high] = range.map((end) => scaled(end, xScale));
  const pixelOf = (i: number) =>
    Math.floor((scaled(x[i], xScale) - low) / (high - low || 1) * pixels);
  const kept: number[] = [];
  let run: number[] = [];
  let gap = -1;
  let pixel = NaN;
  const flush = () => {
    if (run.length > 0) {
      const lowest = run.reduce((a, b) => y[b] < y[a] ? b : a);
      const highest = run.reduce((a, b) => y[b] > y[a] ? b : a);
      const few = new Set([run[0], lowest, highest, run.at(-1)!]);
      kept.push(...[...few].sort((a, b) => a - b));
    }
    if (gap !== -1) kept.push(gap);
    run = [];
    gap = -1;
  };
  for (let i = 0; i < x.length; i++) {
    const at = pixelOf(i);
    if (Number.isNaN(at) || Number.isNaN(scaled(y[i], yScale))) {
      gap = i;
      continue;
    }
    if (at !== pixel) {
      flush();
      pixel = at;
    }
    run.push(i);
  }
  flush();
  return kept;
}

/** Points are thinned to one in a square of so many pixels, half as wide as their markers. */
export const CELL = 3;

/**
 * The indices of points that draw the same cloud: the first in each square of pixels, and besides
 * them the extremes of both coordinates, which set the axes.
 */
export function thinnedPoints(
  x: Numbers,
  y: Numbers,
  [xScale, yScale]: readonly [Scale, Scale],
  [xRange, yRange]: readonly (readonly [number, number])[],
  [width, height]: readonly [number, number],
): number[] {
  const cell = (
    value: number,
    scale: Scale,
    range: readonly [number, number],
    pixels: number,
  ) => {
    const [low, high] = range.map((end) => scaled(end, scale));
    const part = (scaled(value, scale) - low) / (high - low || 1);
    return Math.floor(part * pixels / CELL);
  };
  const extremes = [x, y].flatMap((values) => [
    indexOfLargest(values, 1),
    indexOfLargest(values, -1),
  ]);
  const seen = new Map<string, number>();
  for (let i = 0; i < x.length; i++) {
    const column = cell(x[i], xScale, xRange, width);
    const row = cell(y[i], yScale, yRange, height);
    if (Number.isNaN(column + row)) continue;
    const key = `${column},${row}`;
    if (!seen.has(key)) seen.set(key, i);
  }
  const kept = new Set([...seen.values(), ...extremes.filter((i) => i !== -1)]);
  return [...kept].sort((a, b) => a - b);
}

/** Where the largest finite number is, or with a sign of -1 the smallest; -1 where there is none. */
function indexOfLargest(values: Numbers, sign: 1 | -1): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    if (best === -1 || sign * values[i] > sign * values[best]) best = i;
  }
  return best;
}
