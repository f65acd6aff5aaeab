/** Bars in words. */

import { scaled } from "../parts/axis.ts";
import type { BarOptions } from "./bar.ts";
import type { BarRow, Bars } from "./bar_values.ts";
import { describeRows, openingSentence } from "../parts/chart_words.ts";
import { finiteRange, writeCount, writeNumber } from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";
import type { Reference } from "../parts/reference.ts";

/** Up to so many bars are read out, of more the lowest and the highest. */
const READ_OUT = 12;

/** What the chart shows, in sentences with the numbers. */
export function describeBars(
  { categories, rows }: Bars,
  references: readonly Reference[],
  options: BarOptions,
  caption: string,
): string {
  const subject = {
    kind: "Bar chart",
    rows: "series",
    x: "name",
    yScale: options.yScale,
  };
  return describeRows(
    openingSentence(subject, options, rows.length),
    rows.map((row) => describeRow(row, categories, options.yScale)),
    "series",
    references,
    caption,
  );
}

function describeRow(
  { name, values, errors }: BarRow,
  categories: readonly string[],
  scale: Scale | undefined,
): string {
  const start = name === null ? "" : `${name}: `;
  const range = finiteRange(values, scale === "log");
  if (range === null) return `${start}no bar that can be drawn.`;
  const write = (i: number) => {
    if (Number.isNaN(scaled(values[i], scale ?? "linear"))) {
      return `${categories[i]} none`;
    }
    const error = errors === null || !Number.isFinite(errors[i])
      ? ""
      : ` ± ${writeNumber(errors[i])}`;
    return `${categories[i]} ${writeNumber(values[i], range)}${error}`;
  };
  if (categories.length <= READ_OUT) {
    return `${start}${categories.map((_, i) => write(i)).join(", ")}.`;
  }
  const at = (value: number) =>
    write(Array.prototype.indexOf.call(values, value));
  return `${start}${writeCount(categories.length, "bar")}, lowest ${
    at(range[0])
  }, highest ${at(range[1])}.`;
}
