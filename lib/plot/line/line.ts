/**
 * Lines: loss curves, errors by step size, whatever follows one number.
 *
 * @module
 */

import { type Band, readBands, thinnedBand } from "./band.ts";
import { fates, gapNotes, sumGaps, writeCaption } from "../parts/caption.ts";
import { Figure } from "../figure/figure.ts";
import {
  bandTrace,
  lineTrace,
  type Markers,
  rawTrace,
  readMarkers,
} from "./line_traces.ts";
import { describeLines, smoothNote, thinNote } from "./line_words.ts";
import { finiteRange, joinRanges, type Numbers } from "../parts/numbers.ts";
import { planeLayout, type PlaneOptions, readPlane } from "../parts/plane.ts";
import type { PlacedLine } from "../parts/placed_line.ts";
import type { Points } from "../parts/series.ts";
import { sketchLines } from "../parts/sketch.ts";
import { checkSmooth, smoothed } from "./smooth.ts";
import { WIDTH } from "../parts/style.ts";
import { THIN_ABOVE, thinned } from "../parts/thin.ts";

/** Options of {@linkcode line}. */
export interface LineOptions extends PlaneOptions {
  /**
   * Whether each point is marked, or "only" marked and not joined; for all series, or by name. Up
   * to 40 points a series are marked if left out, else some of them.
   */
  markers?: Markers | Readonly<Record<string, Markers>>;
  /**
   * The room between two lines, shaded: by name of the series, or the band itself for one series
   * without a name.
   */
  bands?: Readonly<Record<string, Band>> | Band;
  /**
   * Above 0 and below 1: draws the exponential moving average in front of the raw line, which is
   * faint then. It is corrected for its start: with m = 0 at first, and m = smooth m + (1 - smooth) y
   * at point t = 1, 2, ..., it is m / (1 - smooth^t).
   */
  smooth?: number;
}

const known = ["markers", "bands", "smooth"];

/**
 * Draws lines.
 *
 * Series differ by colour, dash and marker. What has no place on the axes is a gap and counted in
 * the caption: NaN, infinities and, on a log scale, what is not positive. Series of more than 10,000
 * points are thinned to the lowest and the highest of each pixel. The label of a reference line
 * stands where it covers no curve, or in the legend.
 *
 * @param series an array of numbers, `{ x, y }`, or a record of name to either
 * @param options titles, scales and sizes
 * @throws {TypeError} a series is no array of numbers, x and y are not as many, an unknown option
 * @throws {RangeError} a series is empty, a value of an option is out of range
 *
 * @example Loss curves
 * ```ts
 * import { line } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = line(
 *   { train: [2.3, 1.1, 0.7, 0.5], validation: [2.3, 1.4, 1.1, 1.0] },
 *   { title: "Loss", xLabel: "step", yLabel: "cross entropy" },
 * );
 * console.assert(figure.data.length === 2);
 * ```
 *
 * @example A noisy loss with its average, and a band
 * ```ts
 * import { line } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const loss = Float32Array.from({ length: 200 }, (_, i) => 2 / (1 + i / 20) + 0.2 * Math.sin(9 * i));
 * const figure = line({ loss }, { smooth: 0.9, point: "tick", yLabel: "cross entropy" });
 * console.assert(figure.data.length === 2); // the raw line and its average
 *
 * const mean = [2, 1, 0.5], deviation = [0.4, 0.3, 0.1];
 * await line({ mean }, {
 *   bands: {
 *     mean: {
 *       lower: mean.map((value, i) => value - deviation[i]),
 *       upper: mean.map((value, i) => value + deviation[i]),
 *     },
 *   },
 *   caption: "Mean and standard deviation of five runs.",
 *   point: "step",
 * }).show();
 * ```
 *
 * @example Errors over many orders of magnitude
 * ```ts
 * import { line } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const h = [1e-8, 1e-6, 1e-4, 1e-2];
 * await line({ x: h, y: [3e-8, 4e-10, 2e-9, 2e-5] }, {
 *   title: "Error by step size",
 *   xLabel: "h",
 *   yLabel: "relative error",
 *   xScale: "log",
 *   yScale: "log",
 *   references: [{ y: 2.2e-16, label: "f64 epsilon" }],
 * }).show();
 * ```
 */
export function line(
  series: Numbers | Points | Readonly<Record<string, Numbers | Points>>,
  options: LineOptions = {},
): Figure {
  const plane = readPlane("line", series, options, known);
  const { lines, xScale, yScale } = plane;
  const { smooth, thin = true, width = WIDTH } = options;
  checkSmooth(smooth);
  const markers = readMarkers(options.markers, lines);
  const bands = readBands(options.bands, lines, yScale);
  const told = { ...options, xLabel: options.xLabel ?? options.point };

  const xData = plane.xData ?? [0, 1];
  const keep = ({ x, y }: { x: Numbers; y: Numbers }) =>
    thin && x.length > THIN_ABOVE
      ? thinned(x, y, xScale, yScale, xData, width)
      : null;
  const front: readonly PlacedLine[] = smooth === undefined
    ? lines
    : lines.map((one) => ({ ...one, y: smoothed(one.y, smooth) }));
  const kept = front.map(keep);
  const edges = bands.flatMap((band) => band ? [band.lower, band.upper] : [])
    .map((edge) => yScale === "log" ? Array.from(edge, positive) : edge);
  const { layout, names } = planeLayout(plane, told, {
    drawn: [...lines, ...front].map(({ x, y }) => ({ x, y, joined: true })),
    alsoY: edges,
    padX: markers.every((marked) => marked === false) ? 0 : 0.02,
  });
  const lowest = joinRanges([...lines.map(({ y }) => y), ...edges]
    .map((y) => finiteRange(y)));
  const floor = yScale === "log" ? 1e-3 * (lowest?.[0] ?? 1) : -Infinity;
  const caption = writeCaption(options, "point", [
    smoothNote(smooth),
    ...gapNotes("point", sumGaps(lines), fates.gap),
    ...gapNotes(
      "band point",
      sumGaps(bands.filter((band) => band !== null)),
      fates.gap,
    ),
    thinNote(lines.filter((_, i) => kept[i] !== null)),
  ]);
  return new Figure({
    data: [
      ...bands.flatMap((band, index) => {
        if (band === null) return [];
        const few = thin ? thinnedBand(band, xScale, xData, width) : null;
        return [bandTrace(band, floor, few, index)];
      }),
      ...(smooth === undefined
        ? []
        : lines.map((one, index) => rawTrace(one, keep(one), index))),
      ...front.map((one, index) =>
        lineTrace(one, kept[index], {
          index,
          count: lines.length,
          escaped: names[index],
          markers: markers[index],
        })
      ),
    ],
    layout,
    caption,
    alt: options.alt ??
      describeLines({ lines, front, bands }, plane, told, caption),
    sketch: sketchLines(
      front.map((one) => ({ ...one, name: one.name ?? "" })),
      xScale,
      yScale,
    ),
  });
}

function positive(value: number): number {
  return value > 0 ? value : NaN;
}
