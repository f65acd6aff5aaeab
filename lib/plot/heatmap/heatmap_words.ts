/** Heat maps in words. */

import type { HeatmapOptions } from "./heatmap.ts";
import { joinSentences } from "../parts/caption.ts";
import { type Numbers, writeCount, writeNumber } from "../parts/numbers.ts";

/** A note on blocks of cells that are drawn as one. */
export function blockNote(
  [down, across]: readonly [number, number],
): string {
  return down * across === 1
    ? ""
    : `Each cell shows the value farthest from zero of ${down} by ${across} values.`;
}

/** What the chart shows, in sentences: shape, extremes and where they are, mean. */
export function describeHeatmap(
  rows: readonly Numbers[],
  { title, xLabel, yLabel, colorLabel }: HeatmapOptions,
  caption: string,
): string {
  let low = [NaN, 0, 0], high = [NaN, 0, 0], sum = 0, count = 0;
  rows.forEach((row, r) => {
    for (let c = 0; c < row.length; c++) {
      if (!Number.isFinite(row[c])) continue;
      sum += row[c];
      count++;
      if (!(row[c] >= low[0])) low = [row[c], r, c];
      if (!(row[c] <= high[0])) high = [row[c], r, c];
    }
  });
  const range: [number, number] = [low[0], high[0]];
  const write = (value: number) => writeNumber(value, range);
  const at = ([value, r, c]: number[]) =>
    `${write(value)} at row ${r}, column ${c}`;
  const start = `Heat map${title ? ` “${title}”` : ""}${
    colorLabel ? ` of ${colorLabel}` : ""
  }: ${writeCount(rows.length, "row")}${yLabel ? ` (${yLabel})` : ""} by ${
    writeCount(rows[0].length, "column")
  }${xLabel ? ` (${xLabel})` : ""}.`;
  const numbers = count === 0
    ? "No value is finite."
    : `Lowest ${at(low)}, highest ${at(high)}, mean ${write(sum / count)}.`;
  return joinSentences([start, numbers, caption]);
}
