/** Scatters in words. */

import {
  describeRows,
  listSeries,
  openingSentence,
  shownIndices,
} from "../parts/chart_words.ts";
import { finiteRange, writeCount, writeNumber } from "../parts/numbers.ts";
import type { Plane } from "../parts/plane.ts";
import type { PlacedLine } from "../parts/placed_line.ts";
import type { ScatterOptions } from "./scatter.ts";
import { CELL } from "../parts/thin.ts";

/** What the chart shows, in sentences with the numbers: ranges, means and correlation. */
export function describeScatter(
  lines: readonly PlacedLine[],
  { references, xScale, yScale }: Plane,
  options: ScatterOptions,
  caption: string,
): string {
  const subject = { kind: "Scatter plot", rows: "series", xScale, yScale };
  const opening = openingSentence(subject, options, lines.length);
  const rows = lines.map(describePoints);
  if (options.color !== undefined) rows.push(describeColour(options));
  return describeRows(opening, rows, "series", references, caption);
}

function describePoints({ name, x, y }: PlacedLine): string {
  const shown = shownIndices(y);
  const start = name === null ? "" : `${name}: `;
  if (shown.length === 0) return `${start}no point that can be drawn.`;
  const xs = shown.map((i) => x[i]), ys = shown.map((i) => y[i]);
  if (shown.length === 1) {
    return `${start}1 point, ${writeNumber(ys[0])} at ${writeNumber(xs[0])}.`;
  }
  const along = (name: string, values: number[]) => {
    const range = finiteRange(values)!;
    const [low, high, middle] = [...range, mean(values)].map((value) =>
      writeNumber(value, range)
    );
    return `${name} from ${low} to ${high} (mean ${middle})`;
  };
  const together = correlation(xs, ys);
  return `${start}${writeCount(shown.length, "point")}, ${along("x", xs)}, ${
    along("y", ys)
  }${Number.isNaN(together) ? "" : `, correlation ${together.toFixed(2)}`}.`;
}

function describeColour({ color, colorLabel }: ScatterOptions): string {
  const range = finiteRange(color!);
  const what = `Colour${colorLabel ? ` (${colorLabel})` : ""}`;
  return range === null
    ? `${what}: no value is finite.`
    : `${what} from ${writeNumber(range[0], range)} to ${
      writeNumber(range[1], range)
    }.`;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Pearson's correlation, NaN where one of the coordinates does not vary. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const [middleX, middleY] = [mean(x), mean(y)];
  let xx = 0, yy = 0, xy = 0;
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - middleX, y[i] - middleY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** A note on thinning. */
export function pointThinNote(lines: readonly PlacedLine[]): string {
  return lines.length === 0
    ? ""
    : `Thinned to one point in ${CELL} by ${CELL} pixels, the extremes kept: ${
      listSeries(lines)
    }.`;
}
