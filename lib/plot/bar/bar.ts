/**
 * Bars: numbers by name, such as times by optimizer or errors by layer.
 *
 * @module
 */

import { axis } from "../parts/axis.ts";
import { type BarRow, readBars } from "./bar_values.ts";
import { barOutlines, barTrace, groupWidth } from "./bar_traces.ts";
import { describeBars } from "./bar_words.ts";
import { countGaps, fates, gapNotes, writeCaption } from "../parts/caption.ts";
import { categoryAxis, countAxis } from "../parts/category_axis.ts";
import { chartLayout } from "../parts/chart_layout.ts";
import { Figure } from "../figure/figure.ts";
import {
  checkFar,
  finiteRange,
  isWide,
  joinRanges,
  type Numbers,
} from "../parts/numbers.ts";
import {
  type ChartOptions,
  checkOptions,
  readScale,
  type Scale,
} from "../parts/options.ts";
import {
  readReferences,
  type Reference,
  referenceLayout,
} from "../parts/reference.ts";
import { sketchBars } from "../parts/sketch_rows.ts";
import { fittingHeight } from "../parts/style.ts";

/** Options of {@linkcode bar}. */
export interface BarOptions extends ChartOptions {
  /** The names along the axis, for values in arrays; 0, 1, 2, ... if left out. */
  categories?: readonly string[];
  /** The scale of the values, "linear" if left out; on a log scale bars begin at its lower end. */
  yScale?: Scale;
  /** The ends of the vertical axis; zero, the values and the references if left out. */
  yRange?: readonly [number, number];
  /** Half the length of a line at the end of each bar, such as a standard deviation; in the form of the values. */
  errors?:
    | Numbers
    | Readonly<Record<string, number>>
    | Readonly<Record<string, Numbers>>;
  /** Horizontal lines with a label, such as a bound or a baseline. */
  references?: readonly Reference[];
}

const known = ["categories", "yScale", "yRange", "errors", "references"];

/**
 * Draws bars, those of several series side by side.
 *
 * Series differ by colour and pattern. NaN and infinities, and on a log scale what is not positive,
 * are gaps and counted in the caption.
 *
 * @param values a record of name to number, an array, or a record of name to array with the names
 * along the axis in `categories`
 * @param options titles, scale and sizes
 * @throws {TypeError} values are no numbers or not as many in each series, an unknown option
 * @throws {RangeError} there is no value or more than 1000, a name stands twice, a value of an option
 * is out of range
 *
 * @example Numbers by name
 * ```ts
 * import { bar } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = bar({ SGD: 0.31, Adam: 0.24, AdamW: 0.22 }, { yLabel: "validation loss" });
 * console.assert(figure.data.length === 1);
 * ```
 *
 * @example Groups with deviations
 * ```ts
 * import { bar } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * await bar({ forward: [1.2, 3.4], backward: [2.5, 7.1] }, {
 *   categories: ["batch 32", "batch 128"],
 *   errors: { forward: [0.1, 0.2], backward: [0.1, 0.4] },
 *   yLabel: "time, ms",
 *   references: [{ y: 5, label: "budget" }],
 * }).show();
 * ```
 */
export function bar(
  values:
    | Numbers
    | Readonly<Record<string, number>>
    | Readonly<Record<string, Numbers>>,
  options: BarOptions = {},
): Figure {
  checkOptions("bar", options, known);
  const yScale = readScale("y", options);
  const references = readReferences(options.references, yScale);
  const { categories, rows, counted } = readBars(
    values,
    options.categories,
    options.errors,
  );
  const xLabel = options.xLabel ?? (counted ? options.point : undefined);
  const told = { ...options, xLabel };

  const names = rows.map(({ name }) => name);
  const { plotWidth } = chartLayout(options, names);
  const named = counted
    ? countAxis(categories.length, xLabel)
    : categoryAxis(categories, xLabel, plotWidth);
  const group = groupWidth(rows.length, plotWidth / categories.length);
  const around = chartLayout(options, names, named.more);
  const yaxis = {
    ...axis({
      wrapAt: fittingHeight(around.layout.height - named.more),
      label: options.yLabel ?? "",
      scale: yScale,
      data: null,
      range: options.yRange ?? rangeOf(rows, references, yScale),
      pad: 0,
    }),
    zeroline: yScale === "linear",
  };
  const floor = yScale === "log" ? 10 ** yaxis.range[0] : 0;
  const marks = referenceLayout(references, yScale, {
    drawn: rows.flatMap((row, i) =>
      barOutlines(row, { index: i, count: rows.length, group, floor })
    ),
    x: { scale: "linear", range: [-0.5, categories.length - 0.5] },
    y: { scale: yScale, range: yaxis.range },
    width: plotWidth,
    height: around.plotHeight - named.more,
  });
  const { layout } = chartLayout(
    options,
    [...names, ...marks.inLegend],
    named.more,
  );
  const gaps = countGaps(rows.map(({ values }) => values), yScale);
  const caption = writeCaption(
    options,
    "bar",
    gapNotes("value", gaps, fates.gap),
  );
  return new Figure({
    data: rows.map((row, i) =>
      barTrace(row, named.names, around.names[i], yScale, i)
    ),
    layout: {
      ...layout,
      bargap: 1 - group,
      xaxis: named.axis,
      yaxis,
      ...marks.layout,
    },
    caption,
    alt: options.alt ??
      describeBars({ categories, rows, counted }, references, told, caption),
    sketch: sketchBars(categories, rows, yScale),
  });
}

/** From zero, or on a log scale from half of the lowest bar, to a little beyond the ends. */
function rangeOf(
  rows: readonly BarRow[],
  references: readonly Reference[],
  scale: Scale,
): [number, number] {
  const ends = rows.flatMap(({ values, errors }) =>
    Array.from(values).flatMap((value, i) => {
      const half = errors === null || !Number.isFinite(errors[i])
        ? 0
        : errors[i];
      return [value - half, value, value + half];
    })
  );
  const all = joinRanges([
    finiteRange(ends, scale === "log"),
    finiteRange(references.map(({ y }) => y)),
  ]);
  if (scale === "log") {
    const [low, high] = all ?? [1, 10];
    return [low / 2, high * 1.3];
  }
  const [low, high] = [Math.min(0, all?.[0] ?? 0), Math.max(0, all?.[1] ?? 1)];
  checkFar([low, high]);
  const free = isWide([low, high]) ? 0.06 * (high - low) : 0.5;
  return [low < 0 ? low - free : 0, high > 0 || low === 0 ? high + free : 0];
}
