/**
 * Rooflines: how much of what a machine can do a kernel reaches.
 *
 * @module
 */

import { axis } from "../parts/axis.ts";
import { writeCaption } from "../parts/caption.ts";
import { chartLayout } from "../parts/chart_layout.ts";
import { Figure } from "../figure/figure.ts";
import {
  type Operation,
  type PlacedOperation,
  readOperations,
  readRoofs,
} from "./roofline_points.ts";
import { describeRoofline, rateText, rooflineNotes } from "./roofline_words.ts";
import { plainNumbers, writeNumber } from "../parts/numbers.ts";
import { type ChartOptions, checkOptions } from "../parts/options.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { colours, fittingHeight, light, symbols } from "../parts/style.ts";
import { plotlyText } from "../parts/escape.ts";

/** Options of {@linkcode roofline}. */
export interface RooflineOptions extends ChartOptions {
  /** How fast the memory is, in GB/s: 1e9 bytes a second. Measured, it makes a fairer roof than a data sheet. */
  bandwidth: number;
  /** How fast the arithmetic is, in GFLOP/s: 1e9 operations a second. */
  peak: number;
}

/**
 * Draws a roofline (Williams, Waterman and Patterson 2009): operations for each byte moved against
 * operations for each second, on log scales, under the roof of the memory, which rises, and the roof
 * of the arithmetic, which is level. Where they meet is the ridge; left of it a kernel waits for
 * memory, right of it for arithmetic. The description says what share of the roof above it each
 * point reaches.
 *
 * A kernel without operations, such as a copy, has no place on a log scale: the caption tells its share of
 * the bandwidth. What is not finite is left out and counted there.
 *
 * @param points a record of name to the bytes moved, the operations and the seconds
 * @param options the roofs, titles and sizes
 * @throws {TypeError} a number is missing, an unknown option
 * @throws {RangeError} no point, bytes or seconds or a roof not above 0, operations below 0
 *
 * @example Layer normalisation waits for memory
 * ```ts
 * import { roofline } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const [rows, columns] = [4096, 1024];
 * const figure = roofline({
 *   "layer norm": { bytes: 8 * rows * columns, flops: 8 * rows * columns, seconds: 1.5e-3 },
 *   "matrix product": { bytes: 12 * 1024 ** 2, flops: 2 * 1024 ** 3, seconds: 4e-3 },
 * }, { bandwidth: 40, peak: 800, title: "On this machine" });
 * console.assert(figure.alt.includes("layer norm reaches 56 % of the memory roof"));
 * ```
 */
export function roofline(
  points: Readonly<Record<string, Operation>>,
  options: RooflineOptions,
): Figure {
  checkOptions("roofline", options, ["bandwidth", "peak"]);
  const roofs = readRoofs(options);
  const all = readOperations(points, roofs);
  const drawn = all.filter(({ intensity, rate }) => intensity > 0 && rate > 0);
  const { layout, names } = chartLayout(
    options,
    drawn.map(({ name }) => name),
  );
  const { bandwidth, peak } = roofs;
  const ridge = peak / bandwidth;
  const intensities = [ridge, ...drawn.map(({ intensity }) => intensity)];
  const ends: [number, number] = [
    Math.min(...intensities) / 6,
    Math.max(...intensities) * 6,
  ];
  const rates = [peak, ...drawn.map(({ rate }) => rate)];
  const heights: [number, number] = [
    Math.min(...rates.map((rate) => rate / 3), bandwidth * ends[0]),
    Math.max(...rates) * 2.5,
  ];
  const xaxis = axis({
    label: options.xLabel ?? "operations per byte (FLOP/B)",
    scale: "log",
    data: null,
    range: ends,
    pad: 0,
  });
  const yaxis = axis({
    wrapAt: fittingHeight(layout.height),
    label: options.yLabel ?? "operations per second (GFLOP/s)",
    scale: "log",
    data: null,
    range: heights,
    pad: 0,
  });
  const caption = writeCaption(options, "point", rooflineNotes(all, roofs));
  const roof: Data = {
    type: "scatter",
    mode: "lines",
    name: "roof",
    showlegend: false,
    x: plainNumbers([ends[0], ridge, ends[1]]),
    y: plainNumbers([bandwidth * ends[0], peak, peak]),
    line: { color: light.reference, width: 2.5 },
    hovertemplate: "roof: %{y} GFLOP/s<extra></extra>",
  };
  return new Figure({
    data: [roof, ...drawn.map((point, i) => trace(point, names[i], i))],
    layout: {
      ...layout,
      xaxis,
      yaxis,
      annotations: labels(
        ends[0],
        [bandwidth, peak],
      ),
    },
    caption,
    alt: options.alt ?? describeRoofline(all, roofs, options.title, caption),
    sketch: sketchShares(all),
  });
}

function trace(point: PlacedOperation, name: string, index: number): Data {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: plainNumbers([point.intensity]),
    y: plainNumbers([point.rate]),
    hovertemplate: `${plotlyText(rateText(point))}<extra></extra>`,
    marker: {
      color: colours[index % colours.length],
      symbol: symbols[index % symbols.length],
      size: 12,
      line: { color: light.paper, width: 1 },
    },
  };
}

/** What the roofs are, written along them. */
function labels(
  least: number,
  [bandwidth, peak]: readonly [number, number],
): Layout["annotations"] {
  const font = { color: light.referenceText, size: 12 };
  const ridge = peak / bandwidth;
  // Left of where it rises towards the ridge.
  const place = ridge * (least / ridge) ** 0.15;
  const common = { showarrow: false, font } as const;
  return [
    {
      ...common,
      text: `memory: ${plotlyText(writeNumber(bandwidth))} GB/s`,
      x: Math.log10(place), // annotations take the logarithm
      xanchor: "right",
      xshift: -8,
      y: Math.log10(bandwidth * place),
      yanchor: "bottom",
    },
    {
      ...common,
      text: `arithmetic: ${plotlyText(writeNumber(peak))} GFLOP/s`,
      xref: "paper", // at the end of the axis
      x: 1,
      xanchor: "right",
      y: Math.log10(peak),
      yanchor: "bottom",
    },
  ];
}

/** A bar for each point: its share of the roof above it. */
function sketchShares(points: readonly PlacedOperation[]): string {
  const longest = Math.max(...points.map(({ name }) => name.length));
  return points.filter(({ share }) => Number.isFinite(share)).map((point) => {
    const full = Math.max(0, Math.min(20, Math.round(20 * point.share)));
    const bar = "█".repeat(full) + "·".repeat(20 - full);
    return `${point.name.padEnd(longest)} ${bar} ${
      Math.round(100 * point.share)
    } %`;
  }).join("\n");
}
