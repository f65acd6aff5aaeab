/**
 * A figure of what is wrong with an answer's numbers.
 *
 * @module
 */

import type { Figure } from "../../plot/figure/figure.ts";
import { heatmap } from "../../plot/heatmap/heatmap.ts";
import { line } from "../../plot/line/line.ts";
import type { Worst } from "./exercise_compare.ts";

/** Below this part of the range of what is expected an error is drawn by itself: beside it nobody would see it. */
const visible = 0.02;

/**
 * Expected and found by index, or their difference where that is small; the difference as a heat map where
 * they have rows and columns. Null for a single number.
 */
export function figureOf(name: string, worst: Worst): Figure | null {
  const { where, index, all } = worst;
  const expected = Array.from(all.expected), found = Array.from(all.found);
  if (expected.length < 2) return null;
  const errors = found.map((value, i) =>
    value === expected[i] ? 0 : value - expected[i]
  );
  const columns = all.shape.at(-1) ?? 1, rows = expected.length / columns;
  const caption = `${name}: ${where} is farthest off at [${index.join(", ")}].`;
  if (rows > 1 && columns > 1) {
    const finite = errors.filter(Number.isFinite).map(Math.abs);
    const largest = finite.reduce((a, b) => Math.max(a, b), 0) || 1;
    return heatmap({ data: errors, shape: [rows, columns] }, {
      title: "Found minus expected",
      caption,
      xLabel: "column",
      yLabel: all.shape.length > 2 ? "row of all slices" : "row",
      colors: "diverging",
      colorRange: [-largest, largest],
    });
  }
  const isVisible = !Number.isFinite(worst.difference) ||
    worst.difference > visible * rangeOf(expected);
  return isVisible
    ? line({ expected, found }, {
      title: "Expected and found",
      caption,
      xLabel: "index",
      yLabel: where,
    })
    : line(errors, {
      title: "Found minus expected",
      caption,
      xLabel: "index",
      yLabel: `difference of ${where}`,
    });
}

function rangeOf(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((a, b) => Math.max(a, b), -Infinity) -
    finite.reduce((a, b) => Math.min(a, b), Infinity);
}
