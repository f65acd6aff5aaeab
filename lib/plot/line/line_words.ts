/** Lines in words. */

import type { PlacedBand } from "./band.ts";
import {
  describeRows,
  listSeries,
  openingSentence,
  shownIndices,
} from "../parts/chart_words.ts";
import type { LineOptions } from "./line.ts";
import { finiteRange, writeCount, writeNumber } from "../parts/numbers.ts";
import type { Plane } from "../parts/plane.ts";
import type { PlacedLine } from "../parts/placed_line.ts";

/** What is drawn: the raw lines, those in front (averages, or the same), and bands. */
export interface DrawnLines {
  readonly lines: readonly PlacedLine[];
  readonly front: readonly PlacedLine[];
  readonly bands: readonly (PlacedBand | null)[];
}

/** What the chart shows, in sentences with the numbers: first, last, lowest and highest. */
export function describeLines(
  { lines, front, bands }: DrawnLines,
  { references, xScale, yScale }: Plane,
  options: LineOptions,
  caption: string,
): string {
  const subject = { kind: "Line chart", rows: "series", xScale, yScale };
  return describeRows(
    openingSentence(subject, options, lines.length),
    lines.map((line, i) =>
      describeLine(line, front[i] === line ? null : front[i], bands[i])
    ),
    "series",
    references,
    caption,
  );
}

function describeLine(
  { name, x, y }: PlacedLine,
  average: PlacedLine | null,
  band: PlacedBand | null,
): string {
  const shown = shownIndices(y);
  const start = name === null ? "" : `${name}: `;
  if (shown.length === 0) return `${start}no point that can be drawn.`;
  const lowest = shown.reduce((a, b) => y[b] < y[a] ? b : a);
  const highest = shown.reduce((a, b) => y[b] > y[a] ? b : a);
  const xs = finiteRange(x), ys = finiteRange(y);
  const write = (value: number) => writeNumber(value, ys);
  const at = (i: number) => `${write(y[i])} at ${writeNumber(x[i], xs)}`;
  const first = shown[0], last = shown.at(-1)!;
  const end = average === null
    ? ""
    : `, average at the end ${write(average.y[last])}`;
  const edge = band === null ? -1 : shownIndices(band.upper).at(-1) ?? -1;
  const room = band === null || edge === -1
    ? ""
    : `, band from ${write(band.lower[edge])} to ${
      write(band.upper[edge])
    } at ${writeNumber(x[edge], xs)}`;
  if (shown.length === 1) return `${start}1 point, ${at(first)}${room}.`;
  return `${start}${writeCount(shown.length, "point")}, from ${at(first)} to ${
    at(last)
  }, lowest ${at(lowest)}, highest ${at(highest)}${end}${room}.`;
}

/** A note on the average. */
export function smoothNote(smooth: number | undefined): string {
  return smooth === undefined
    ? ""
    : `Exponential moving average with factor ${smooth}, corrected for its start; the raw values are faint.`;
}

/** A note on thinning. */
export function thinNote(lines: readonly PlacedLine[]): string {
  return lines.length === 0
    ? ""
    : `Thinned, with the lowest and the highest of each pixel kept: ${
      listSeries(lines)
    }.`;
}
