/**
 * The tables of a question: time and speed of each row, and what it is compared with.
 *
 * @module
 */

import { markdownTable, threeDigits } from "./markdown.ts";
import type { Row } from "./measured.ts";

/** A comparison, in a column of its own. */
export interface Column {
  readonly title: string;
  /** A row beside those of its group; empty where there is nothing to compare it with. */
  readonly compare: (row: Row, group: readonly Row[]) => string;
}

/** The speed over that of the copy. */
export const ofTheCopy: Column = {
  title: "of the copy",
  compare: (row, group) => (speed(row) / speed(copyIn(group))).toFixed(2),
};

/** The time over that of copying as many bytes. */
export const copyIsOne: Column = {
  title: "copy = 1",
  compare: (row, group) => (speed(copyIn(group)) / speed(row)).toFixed(2),
};

/** The time over that of Ticks. */
export const ticksIsOne = timeOver("Ticks");

/** The time over that of the plain loop. */
export const loopIsOne = timeOver("plain loop", "loop");

function timeOver(peer: string, short = peer): Column {
  return {
    title: `${short} = 1`,
    compare({ what, time }, group) {
      const one = group.find((row) => row.who === peer && row.what === what);
      return one ? (time.median / one.time.median).toFixed(2) : "";
    },
  };
}

function copyIn(group: readonly Row[]): Row {
  return group.find(({ who }) => who === "")!;
}

/** Gigabytes a second. */
function speed({ bytes, time }: Row): number {
  return bytes / time.median / 1e6;
}

/** A Markdown table; a column that compares nothing on this device is left out. */
export function table(
  rows: readonly Row[],
  columns: readonly Column[],
): string {
  const cellsOf = ({ compare }: Column) =>
    rows.map((row) =>
      compare(row, rows.filter(({ group }) => group === row.group))
    );
  const compared = columns
    .map((column) => ({ title: column.title, cells: cellsOf(column) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const lines = rows.map((row, i) => {
    const { group, what, who, time: { median, lower, upper } } = row;
    return [
      `${group} ${what}${who && `, ${who}`}`.trim(),
      threeDigits(median),
      `${threeDigits(lower)} to ${threeDigits(upper)}`,
      threeDigits(speed(row)),
      ...compared.map(({ cells }) => cells[i]),
    ];
  });
  const head = ["ms", "quartiles", "GB/s", ...compared.map((c) => c.title)];
  return markdownTable(["", ...head], lines);
}
