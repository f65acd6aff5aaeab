/** Small drawings in characters, for terminals and for those who are read to. */

import { scaled } from "./axis.ts";
import { finiteRange, type Numbers, writeNumber } from "./numbers.ts";
import type { Scale } from "./options.ts";

/** Characters across. */
const WIDTH = 56;
const BARS = "▁▂▃▄▅▆▇█";
const SHADES = " ░▒▓█";

/** A series to sketch. */
export interface SketchSeries {
  readonly name: string;
  readonly x: Numbers;
  readonly y: Numbers;
}

/** A line of bars for each series, on the same scales, with its first and last value. */
export function sketchLines(
  series: readonly SketchSeries[],
  xScale: Scale,
  yScale: Scale,
): string {
  const place = (values: Numbers, scale: Scale) =>
    Array.from(values, (value) => scaled(value, scale));
  const all = series.map(({ name, x, y }) => ({
    name,
    x: place(x, xScale),
    y: place(y, yScale),
    ends: endsOf(x, y),
  }));
  const xs = finiteRange(all.flatMap(({ x }) => finiteRange(x) ?? []));
  const ys = finiteRange(all.flatMap(({ y }) => finiteRange(y) ?? []));
  if (xs === null || ys === null) return "";
  const longest = Math.max(...series.map(({ x }) => x.length));
  const columns = Math.max(1, Math.min(WIDTH, longest));
  const shown = all.slice(0, 8);
  const names = Math.max(...shown.map(({ name }) => name.length));
  return shown.map(({ name, x, y, ends }) => {
    const means = columnMeans(x, y, xs, columns);
    const bars = means.map((mean) => bar(mean, ys)).join("");
    return `${name.padEnd(names)} ${ends[0]} ${bars} ${ends[1]}`.trim();
  }).join("\n");
}

/** A line of bars for counts, with the edges of the first and the last bin. */
export function sketchCounts(
  rows: readonly { readonly name: string; readonly counts: Numbers }[],
  edges: readonly [number, number],
): string {
  const highest = Math.max(
    1,
    ...rows.flatMap(({ counts }) => Array.from(counts)),
  );
  const names = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, counts }) => {
    const bars = Array.from(
      counts,
      (count) => count === 0 ? " " : bar(count, [0, highest]),
    ).join("");
    const [low, high] = edges.map((edge) => writeNumber(edge, edges));
    return `${name.padEnd(names)} ${low} ${bars} ${high}`.trim();
  }).join("\n");
}

/** Shades for the cells of a matrix, two characters a cell, rows and columns skipped to fit. */
export function sketchCells(
  rows: readonly Numbers[],
  range: readonly [number, number],
): string {
  const across = rows[0].length;
  const wide = across <= WIDTH / 2 ? 2 : 1;
  const step = Math.max(1, across * wide / WIDTH);
  const lines: string[] = [];
  for (let r = 0; r < rows.length; r += step * (wide === 2 ? 1 : 2)) {
    let line = "";
    for (let c = 0; c < across; c += step) {
      const value = rows[Math.floor(r)][Math.floor(c)];
      const level = (value - range[0]) / (range[1] - range[0] || 1);
      const shade = Number.isFinite(value)
        ? SHADES[Math.max(0, Math.min(4, Math.floor(5 * level)))]
        : "?";
      line += shade.repeat(wide);
    }
    lines.push(line);
    if (lines.length === 28) break;
  }
  return lines.map((line) => `|${line}|`).join("\n");
}

function columnMeans(
  x: number[],
  y: number[],
  [low, high]: readonly [number, number],
  columns: number,
): number[] {
  const sums = new Array<number>(columns).fill(0);
  const counts = new Array<number>(columns).fill(0);
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
    const part = high > low ? (x[i] - low) / (high - low) : 0;
    const column = Math.min(columns - 1, Math.floor(part * columns));
    sums[column] += y[i];
    counts[column]++;
  }
  return sums.map((sum, i) => sum / counts[i]);
}

function bar(value: number, [low, high]: readonly [number, number]): string {
  if (Number.isNaN(value)) return " ";
  const part = high > low ? (value - low) / (high - low) : 0.5;
  return BARS[Math.min(BARS.length - 1, Math.floor(part * BARS.length))];
}

/** The values at the left and the right end. */
function endsOf(x: Numbers, y: Numbers): [string, string] {
  let left = -1, right = -1;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    if (left === -1 || x[i] < x[left]) left = i;
    if (right === -1 || x[i] >= x[right]) right = i;
  }
  const range = finiteRange(y);
  const write = (i: number) => i === -1 ? "" : writeNumber(y[i], range);
  return [write(left), write(right)];
}
