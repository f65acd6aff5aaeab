/**
 * Box plots: how the values of several layers are spread, side by side.
 *
 * @module
 */

import { axis } from "../parts/axis.ts";
import {
  boxOf,
  boxRange,
  type BoxRow,
  distinctOutliers,
} from "./box_values.ts";
import { describeBoxes, outlierNote } from "./box_words.ts";
import { countGaps, fates, gapNotes, writeCaption } from "../parts/caption.ts";
import { categoryAxis } from "../parts/category_axis.ts";
import { chartLayout } from "../parts/chart_layout.ts";
import { Figure } from "../figure/figure.ts";
import { type Numbers, plainNumbers } from "../parts/numbers.ts";
import {
  type ChartOptions,
  checkChoice,
  checkOptions,
  readScale,
  type Scale,
} from "../parts/options.ts";
import type { Data } from "../figure/plotly_json.ts";
import { readNumbers } from "../parts/series.ts";
import { sketchBoxes } from "../parts/sketch_rows.ts";
import { colours, fittingHeight } from "../parts/style.ts";

/** Options of {@linkcode box}. */
export interface BoxOptions extends ChartOptions {
  /** The scale of the values, "linear" if left out; on a log scale quartiles and whiskers are computed on it. */
  yScale?: Scale;
  /** The ends of the vertical axis; those of the values if left out. */
  yRange?: readonly [number, number];
  /** Whether of outliers that would cover each other one is drawn, true if left out. */
  thin?: boolean;
}

/**
 * Draws box plots side by side: gradients by layer, times by size.
 *
 * A box reaches from the first to the third quartile, with a line at the median; whiskers reach to
 * the last values within 1.5 times its height, and what lies beyond is an outlier, drawn as a point
 * (Tukey 1977). Quartiles are computed here, so that the figure is small however many the values. Of
 * outliers that would lie over each other one is drawn; the caption counts all. NaN and infinities,
 * and on a log scale what is not positive, are left out and counted in the caption.
 *
 * @param series an array of numbers, or a record of name to one
 * @param options titles, scale and sizes
 * @throws {TypeError} a series is no array of numbers, an unknown option
 * @throws {RangeError} a series is empty, a value of an option is out of range
 *
 * @example Gradients by layer
 * ```ts
 * import { box } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const gradient = (size: number) =>
 *   Float32Array.from({ length: 500 }, (_, i) => size * Math.abs(Math.sin(i * i)));
 * const figure = box({ "layer 1": gradient(1e-4), "layer 2": gradient(1e-3) }, {
 *   yLabel: "absolute gradient",
 *   yScale: "log",
 *   point: "step",
 * });
 * console.assert(figure.alt.includes("layer 1: 500 values"));
 * ```
 */
export function box(
  series: Numbers | Readonly<Record<string, Numbers>>,
  options: BoxOptions = {},
): Figure {
  checkOptions("box", options, ["yScale", "yRange", "thin"]);
  const yScale = readScale("y", options);
  const { thin = true } = options;
  checkChoice("thin", options.thin, [true, false]);
  const rows = readNumbers("series", series).map((row) => ({
    ...row,
    box: boxOf(row.values, yScale),
  }));

  const data = boxRange(rows);
  const draft = chartLayout(options, []);
  const named = categoryAxis(
    rows.map(({ name }) => name ?? ""),
    options.xLabel,
    draft.plotWidth,
  );
  const { layout } = chartLayout(options, [], named.more);
  const drawn = rows.map(({ box }) =>
    box === null || data === null
      ? []
      : thin
      ? distinctOutliers(box.outliers, options.yRange ?? data, yScale)
      : box.outliers
  );
  const gaps = countGaps(rows.map(({ values }) => values), yScale);
  const caption = writeCaption(options, "value", [
    outlierNote(rows, drawn),
    ...gapNotes("value", gaps, fates.out),
  ]);
  return new Figure({
    data: [boxTrace(rows, named.names), outlierTrace(drawn, named.names)],
    layout: {
      ...layout,
      // A box is as wide as a hand, however few there are.
      boxgap: 1 - Math.min(0.6, 110 * rows.length / draft.plotWidth),
      boxgroupgap: 0,
      xaxis: { ...named.axis, showticklabels: rows[0].name !== null },
      yaxis: axis({
        wrapAt: fittingHeight(layout.height - named.more),
        label: options.yLabel ?? "",
        scale: yScale,
        data,
        range: options.yRange,
        pad: 0.05,
      }),
    },
    caption,
    alt: options.alt ?? describeBoxes(rows, options, caption),
    sketch: sketchBoxes(rows, yScale),
  });
}

/** All boxes as one trace, from their quartiles. */
function boxTrace(rows: readonly BoxRow[], names: readonly string[]): Data {
  const boxes = rows.flatMap(({ box }, i) =>
    box === null ? [] : [{ ...box, name: names[i] }]
  );
  const column = (key: "q1" | "median" | "q3" | "lowerFence" | "upperFence") =>
    plainNumbers(boxes.map((box) => box[key]));
  const trace: Record<string, unknown> = {
    type: "box",
    x: boxes.map(({ name }) => name),
    q1: column("q1"),
    median: column("median"),
    q3: column("q3"),
    lowerfence: column("lowerFence"),
    upperfence: column("upperFence"),
    showlegend: false,
    line: { color: colours[0], width: 1.5 },
    fillcolor: `${colours[0]}40`,
  };
  return trace as Data; // quartiles are missing in the types of plotly.js
}

function outlierTrace(
  outliers: readonly (readonly number[])[],
  names: readonly string[],
): Data {
  return {
    type: "scatter",
    mode: "markers",
    x: outliers.flatMap((values, i) => values.map(() => names[i])),
    y: plainNumbers(outliers.flat()),
    hovertemplate: "%{x}: %{y}<extra></extra>",
    showlegend: false,
    marker: { color: colours[0], size: 4 },
  };
}
