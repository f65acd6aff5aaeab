/**
 * Histograms: how values are spread, and how that changes.
 *
 * @module
 */

import { areWhole, axis } from "../parts/axis.ts";
import { type Bins, chooseBins, countInto } from "./bins.ts";
import { countGaps, fates, gapNotes, writeCaption } from "../parts/caption.ts";
import { chartLayout } from "../parts/chart_layout.ts";
import { Figure } from "../figure/figure.ts";
import { describeHistogram } from "./histogram_words.ts";
import { type Numbers, plainNumbers, roundStep } from "../parts/numbers.ts";
import {
  type ChartOptions,
  checkChoice,
  checkOptions,
  describe,
  readScale,
  type Scale,
} from "../parts/options.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { nameAndHover } from "../parts/plane.ts";
import { readSeries } from "../parts/series.ts";
import { sketchCounts } from "../parts/sketch.ts";
import { colours, dashes, fittingHeight } from "../parts/style.ts";

/** Options of {@linkcode histogram}. */
export interface HistogramOptions extends ChartOptions {
  /** How many bins; chosen from the data if left out. */
  bins?: number;
  /** Areas of 1 instead of counts, for series of different lengths; false if left out. */
  density?: boolean;
  /** The scale of the values, "linear" if left out; on a log scale bins are equally wide on it. */
  xScale?: Scale;
  /** The scale of the counts, "linear" if left out. */
  yScale?: Scale;
  /** The ends of the horizontal axis; those of the bins if left out. */
  xRange?: readonly [number, number];
}

const known = ["bins", "density", "xScale", "yScale", "xRange"];

/**
 * Draws histograms, several over each other with the same bins.
 *
 * The bins are chosen from the data (Freedman and Diaconis, rounded to even numbers) and counted
 * here, so that the figure is small however many the values. Series differ by colour and by the
 * dash of their outline. NaN and infinities, and on a log scale what is not positive, are left out
 * and counted in the caption.
 *
 * @param series an array of numbers, or a record of name to one, such as before and after
 * @param options titles, bins and sizes
 * @throws {TypeError} a series is no array of numbers, an unknown option
 * @throws {RangeError} a series is empty, a value of an option is out of range
 *
 * @example Before and after
 * ```ts
 * import { histogram } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const before = Float32Array.from({ length: 1000 }, (_, i) => 5 + 3 * Math.sin(i));
 * const after = before.map((value) => (value - 5) / 3);
 * const figure = histogram({ before, after }, { title: "One row", xLabel: "value" });
 * console.assert(figure.data.length === 2);
 * ```
 */
export function histogram(
  series: Numbers | Readonly<Record<string, Numbers>>,
  options: HistogramOptions = {},
): Figure {
  checkOptions("histogram", options, known);
  const xScale = readScale("x", options), yScale = readScale("y", options);
  const { density = false } = options;
  checkChoice("density", options.density, [true, false]);
  checkBins(options.bins);
  const all = readSeries(series);
  const withX = all.find(({ x }) => x !== null);
  if (withX !== undefined) {
    throw new TypeError(
      `series has x and y, expected arrays of numbers; for points use line`,
    );
  }

  const bins = chooseBins(all.map(({ y }) => y), xScale, options.bins);
  const rows = all.map(({ name, y }) => {
    const counts = countInto(bins, y, xScale);
    const total = counts.reduce((a, b) => a + b, 0);
    const heights = counts.map((count, i) =>
      density
        ? count / (total * (bins.edges[i + 1] - bins.edges[i]) || 1)
        : count
    );
    return { name, values: y, counts, heights };
  });
  const positive = rows.flatMap(({ heights }) => heights.filter((h) => h > 0));
  const highest = Math.max(...positive, density ? 0 : 1);
  // A log scale has no zero: empty bins reach down to half of the lowest bar.
  const floor = yScale === "log" ? 0.5 * Math.min(...positive, highest) : 0;
  const { layout: around, names } = chartLayout(
    options,
    all.map(({ name }) => name),
  );
  const gaps = countGaps(all.map(({ y }) => y), xScale);
  const caption = writeCaption(
    options,
    "value",
    gapNotes("value", gaps, fates.out),
  );
  const [first, last] = [bins.edges[0], bins.edges.at(-1)!];
  const layout: Layout = {
    ...around,
    xaxis: axis({
      label: options.xLabel ?? "",
      scale: xScale,
      data: [first, last],
      range: options.xRange,
      pad: 0.02,
      whole: areWhole(all.map(({ y }) => y)),
    }),
    yaxis: {
      ...axis({
        wrapAt: fittingHeight(around.height),
        label: options.yLabel ?? (density ? "density" : "count"),
        scale: yScale,
        data: null,
        range: yScale === "log" ? [floor, 1.3 * highest] : [0, 1.05 * highest],
        pad: 0,
      }),
      ...(yScale === "linear" && !density && highest < 20
        ? { dtick: roundStep(Math.max(1, highest / 8)) }
        : {}),
    },
  };
  return new Figure({
    data: rows.map(({ name, heights }, index) => ({
      ...nameAndHover(name, names[index]),
      ...outline(bins, heights, floor, xScale, index),
    })),
    layout,
    caption,
    alt: options.alt ?? describeHistogram(rows, bins, options, caption),
    sketch: sketchCounts(
      rows.map(({ name, heights }) => ({ name: name ?? "", counts: heights })),
      [first, last],
    ),
  });
}

/**
 * The bars of a series as one outline: a line that steps half-way between the middles of the bins,
 * down to the floor at both ends.
 */
function outline(
  { edges, centres }: Bins,
  heights: readonly number[],
  floor: number,
  scale: Scale,
  index: number,
): Data {
  const colour = colours[index % colours.length];
  const opacity = Math.round(255 * 0.3).toString(16);
  const beyond = (inner: number, edge: number) =>
    scale === "log" ? edge * edge / inner : 2 * edge - inner;
  return {
    type: "scatter",
    mode: "lines",
    x: plainNumbers([
      beyond(centres[0], edges[0]),
      ...centres,
      beyond(centres.at(-1)!, edges.at(-1)!),
    ]),
    y: plainNumbers([
      floor,
      ...heights.map((height) => Math.max(height, floor)),
      floor,
    ]),
    line: {
      color: colour,
      dash: dashes[index % dashes.length],
      shape: "hvh",
      width: 2,
    },
    fill: "tozeroy",
    fillcolor: `${colour}${opacity}`,
  };
}

function checkBins(bins: unknown): void {
  if (bins === undefined) return;
  if (typeof bins !== "number") {
    throw new TypeError(
      `options.bins is ${describe(bins)}, expected a number of bins`,
    );
  }
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= 1000)) {
    throw new RangeError(
      `options.bins is ${bins}, expected a whole number from 1 to 1000`,
    );
  }
}
