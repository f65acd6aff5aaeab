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
