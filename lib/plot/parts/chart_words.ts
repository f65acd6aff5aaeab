/** Charts in words: what the descriptions of several charts have in common. */

import { joinSentences } from "./caption.ts";
import { type Numbers, writeCount, writeNumber } from "./numbers.ts";
import type { ChartOptions, Scale } from "./options.ts";
import type { Reference } from "./reference.ts";

/** More series than these are only counted. */
const DESCRIBED = 6;

/** What a chart is of: kind and title, the axes, and how many series. */
export interface Subject {
  /** The kind of chart, such as "Line chart". */
  readonly kind: string;
  /** What one row is, such as "series". */
  readonly rows: string;
  /** What stands along the horizontal axis if that has no title; "x" if left out. */
  readonly x?: string;
  readonly yScale?: Scale;
  readonly xScale?: Scale;
}

/** The first sentence: "Line chart “Loss”: nats by step, 2 series." */
export function openingSentence(
  { kind, rows, x = "x", xScale, yScale }: Subject,
  { title, xLabel, yLabel }: ChartOptions,
  count: number,
): string {
  const axis = (name: string, label?: string, scale?: Scale) =>
    `${label ? label : name}${scale === "log" ? " (log scale)" : ""}`;
  return `${kind}${title ? ` “${title}”` : ""}: ${
    axis("y", yLabel, yScale)
  } by ${axis(x, xLabel, xScale)}${count > 1 ? `, ${count} ${rows}` : ""}.`;
}

/** All sentences: the opening, one for each of the first rows, references and caption. */
export function describeRows(
  opening: string,
  rows: readonly string[],
  what: string,
  references: readonly Reference[],
  caption: string,
): string {
  return joinSentences([
    opening,
    ...rows.slice(0, DESCRIBED),
    rows.length > DESCRIBED
      ? `And ${rows.length - DESCRIBED} more ${what}.`
      : "",
    ...references.map(({ y, label }) =>
      `Reference line ${label} at ${writeNumber(y)}.`
    ),
    caption,
  ]);
}

/** The indices of the numbers that are no gap. */
export function shownIndices(y: Numbers): number[] {
  const shown: number[] = [];
  for (let i = 0; i < y.length; i++) if (!Number.isNaN(y[i])) shown.push(i);
  return shown;
}

/** A note that names series and their number of points: “train” (20000 points). */
export function listSeries(
  all: readonly { readonly name: string | null; readonly y: Numbers }[],
): string {
  return all.map(({ name, y }) => {
    const count = writeCount(y.length, "point");
    return name === null ? count : `“${name}” (${count})`;
  }).join(", ");
}
