/** Lines in words. */

import type { LineOptions } from "./line.ts";
import { finiteRange, writeCount, writeNumber } from "./numbers.ts";
import type { PlacedLine } from "./placed_line.ts";
import type { Reference } from "./reference.ts";

/** More series than these are only counted. */
const DESCRIBED = 6;

/** What the chart shows, in sentences with the numbers: first, last, lowest and highest. */
export function describeLines(
  lines: readonly PlacedLine[],
  references: readonly Reference[],
  { title, xLabel, yLabel, xScale, yScale }: LineOptions,
  caption: string,
): string {
  const axis = (name: string, label?: string, scale?: string) =>
    `${label ? label : name}${scale === "log" ? " (log scale)" : ""}`;
  const start = `Line chart${title ? ` “${title}”` : ""}: ${
    axis("y", yLabel, yScale)
  } by ${axis("x", xLabel, xScale)}${
    lines.length > 1 ? `, ${lines.length} series` : ""
  }.`;
  const sentences = lines.slice(0, DESCRIBED).map(describeLine);
  if (lines.length > DESCRIBED) {
    sentences.push(`And ${lines.length - DESCRIBED} more series.`);
  }
  for (const { y, label } of references) {
    sentences.push(`Reference line ${label} at ${writeNumber(y)}.`);
  }
  return [start, ...sentences, caption].filter((text) => text !== "").join(" ");
}

function describeLine({ name, x, y }: PlacedLine): string {
  const shown: number[] = [];
  for (let i = 0; i < y.length; i++) {
    if (!Number.isNaN(y[i])) shown.push(i);
  }
  const start = name === null ? "" : `${name}: `;
  if (shown.length === 0) return `${start}no point that can be drawn.`;
  const lowest = shown.reduce((a, b) => y[b] < y[a] ? b : a);
  const highest = shown.reduce((a, b) => y[b] > y[a] ? b : a);
  const xs = finiteRange(x), ys = finiteRange(y);
  const at = (i: number) =>
    `${writeNumber(y[i], ys)} at ${writeNumber(x[i], xs)}`;
  const first = shown[0], last = shown.at(-1)!;
  if (shown.length === 1) return `${start}1 point, ${at(first)}.`;
  return `${start}${writeCount(shown.length, "point")}, from ${at(first)} to ${
    at(last)
  }, lowest ${at(lowest)}, highest ${at(highest)}.`;
}

/** A note on thinning. */
export function thinNote(lines: readonly PlacedLine[]): string {
  if (lines.length === 0) return "";
  const which = lines.map(({ name, y }) =>
    name === null ? `${y.length} points` : `“${name}” (${y.length} points)`
  );
  return `Thinned, with the lowest and the highest of each pixel kept: ${
    which.join(", ")
  }.`;
}

/** A note on the points that have no place in the chart. */
export function gapNote(
  lines: readonly PlacedLine[],
): string {
  const sum = (key: "notFinite" | "notPositive") =>
    lines.reduce((total, one) => total + one[key], 0);
  const notFinite = sum("notFinite"), notPositive = sum("notPositive");
  const notes: string[] = [];
  if (notFinite > 0) {
    notes.push(
      `${writeCount(notFinite, "point")} ${
        notFinite === 1 ? "is" : "are"
      } not finite and left as ${notFinite === 1 ? "a gap" : "gaps"}.`,
    );
  }
  if (notPositive > 0) {
    notes.push(
      `${writeCount(notPositive, "point")} ${
        notPositive === 1 ? "is" : "are"
      } not positive and cannot be drawn on a log scale.`,
    );
  }
  return notes.join(" ");
}
