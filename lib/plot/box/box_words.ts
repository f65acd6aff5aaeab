/** Box plots in words. */

import type { BoxOptions } from "./box.ts";
import type { BoxRow } from "./box_values.ts";
import { describeRows, openingSentence } from "../parts/chart_words.ts";
import { writeCount, writeNumber } from "../parts/numbers.ts";

/** What the chart shows, in sentences with the numbers: median, quartiles and ends. */
export function describeBoxes(
  rows: readonly BoxRow[],
  options: BoxOptions,
  caption: string,
): string {
  const subject = {
    kind: "Box plot",
    rows: "boxes",
    x: "name",
    yScale: options.yScale,
  };
  return describeRows(
    openingSentence(subject, options, rows.length),
    rows.map(describeBox),
    "boxes",
    [],
    caption,
  );
}

function describeBox({ name, box }: BoxRow): string {
  const start = name === null ? "" : `${name}: `;
  if (box === null) return `${start}no value that can be drawn.`;
  const write = (value: number) => writeNumber(value, [box.q1, box.q3]);
  const [lowest, highest] = [box.lowest, box.highest]
    .map((value) => writeNumber(value, [box.lowest, box.highest]));
  return `${start}${writeCount(box.count, "value")}, median ${
    write(box.median)
  }, half of them from ${write(box.q1)} to ${
    write(box.q3)
  }, all from ${lowest} to ${highest}.`;
}

/** A note on outliers: how many there are, and how many of them are drawn. */
export function outlierNote(
  rows: readonly BoxRow[],
  drawn: readonly (readonly number[])[],
): string {
  const outliers = rows.reduce(
    (n, { box }) => n + (box?.outliers.length ?? 0),
    0,
  );
  if (outliers === 0) return "";
  const points = drawn.reduce((n, values) => n + values.length, 0);
  const all = rows.reduce((n, { box }) => n + (box?.count ?? 0), 0);
  return `${outliers} of ${writeCount(all, "value")} ${
    outliers === 1 ? "lies" : "lie"
  } beyond the whiskers${
    points === outliers
      ? "."
      : `, drawn as ${
        writeCount(points, "point")
      }, one where several would cover each other.`
  }`;
}
