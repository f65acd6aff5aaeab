/** Rows in characters: a bar or a box behind each name. */

import { scaled } from "./axis.ts";
import type { BarRow } from "../bar/bar_values.ts";
import type { BoxRow } from "../box/box_values.ts";
import { finiteRange, joinRanges, writeNumber } from "./numbers.ts";
import type { Scale } from "./options.ts";

const WIDTH = 40, ROWS = 24;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A row for each bar, from zero to the right, or to the left below zero. */
export function sketchBars(
  categories: readonly string[],
  rows: readonly BarRow[],
  scale: Scale,
): string {
  const places = rows.map(({ values }) =>
    Array.from(values, (value) => scaled(value, scale))
  );
  const range = joinRanges(places.map((row) => finiteRange(row)));
  if (range === null) return "";
  // A log scale has no zero: its bars begin a little below the shortest.
  const [low, high] = scale === "log"
    ? [range[0] - 0.1 * (range[1] - range[0] || 1), range[1]]
    : [Math.min(0, range[0]), Math.max(0, range[1])];
  const zero = scale === "log" ? low : 0;
  const toWidth = (length: number) => length / (high - low || 1) * WIDTH;
  const left = Math.round(toWidth(zero - low));
  const lines = categories.flatMap((category, i) =>
    rows.map(({ name, values }, r) => {
      const place = places[r][i];
      const bar = Number.isNaN(place)
        ? ""
        : place < zero
        ? "█".repeat(Math.round(toWidth(zero - place))).padStart(left)
        : " ".repeat(left) + filled(toWidth(place - zero));
      const number = Number.isNaN(place) ? "none" : writeNumber(values[i]);
      const label = name === null ? category : `${category}, ${name}`;
      return { label, bar: `${bar} ${number}` };
    })
  );
  return labelled(lines);
}

/** A row for each box: ├──▒▒┃▒▒──┤, all on the same scale. */
export function sketchBoxes(rows: readonly BoxRow[], scale: Scale): string {
  const boxes = rows.flatMap(({ name, box }) =>
    box === null ? [] : [{
      name: name ?? "",
      box,
      at: [box.lowerFence, box.q1, box.median, box.q3, box.upperFence]
        .map((value) => scaled(value, scale)),
    }]
  );
  const range = finiteRange(boxes.flatMap(({ at }) => at));
  if (range === null) return "";
  const column = (place: number) =>
    Math.round((place - range[0]) / (range[1] - range[0] || 1) * (WIDTH - 1));
  return labelled(boxes.map(({ name, box, at }) => {
    const [start, q1, median, q3, end] = at.map(column);
    const cells = Array.from(
      { length: end + 1 },
      (_, i) =>
        i < start
          ? " "
          : i === median
          ? "┃"
          : i >= q1 && i <= q3
          ? "▒"
          : i === start
          ? "├"
          : i === end
          ? "┤"
          : "─",
    );
    return {
      label: name,
      bar: `${cells.join("").padEnd(WIDTH)} ${writeNumber(box.median)}`,
    };
  }));
}

/** Names at the left, as long as the longest; of many rows the first. */
function labelled(lines: readonly { label: string; bar: string }[]): string {
  const shown = lines.slice(0, ROWS);
  const names = Math.max(...shown.map(({ label }) => label.length));
  const more = lines.length - shown.length;
  return [
    ...shown.map(({ label, bar }) => `${label.padEnd(names)} ${bar}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}

function filled(length: number): string {
  const eighths = Math.round(8 * length);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}
