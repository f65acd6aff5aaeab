/**
 * Lines: loss curves, errors by step size, whatever follows one number.
 *
 * @module
 */

import { areWhole, axis } from "./axis.ts";
import { Figure } from "./figure.ts";
import {
  finiteRange,
  joinRanges,
  type Numbers,
  plainNumbers,
} from "./numbers.ts";
import {
  type ChartOptions,
  checkChoice,
  checkOptions,
  checkRange,
  type Scale,
  sizeOf,
} from "./options.ts";
import type { Data, Layout } from "./plotly_json.ts";
import { describeLines, gapNote, thinNote } from "./line_words.ts";
import {
  readReferences,
  type Reference,
  referenceLayout,
} from "./reference.ts";
import { placeAll, type PlacedLine } from "./placed_line.ts";
import { type Points, readSeries } from "./series.ts";
import { sketchLines } from "./sketch.ts";
import {
  colours,
  dashes,
  fittingHeight,
  legendNames,
  symbols,
  titleText,
} from "./style.ts";
import { THIN_ABOVE, thinned } from "./thin.ts";

/** Options of {@linkcode line}. */
export interface LineOptions extends ChartOptions {
  /** The horizontal coordinates of all series that have none of their own; 0, 1, 2, ... if left out. */
  x?: Numbers;
  /** The scale of the horizontal axis, "linear" if left out. */
  xScale?: Scale;
  /** The scale of the vertical axis, "linear" if left out. */
  yScale?: Scale;
  /** The ends of the horizontal axis; those of the data if left out. */
  xRange?: readonly [number, number];
  /** The ends of the vertical axis; those of data and references if left out. */
  yRange?: readonly [number, number];
  /** Whether each point is marked; up to 40 points a series if left out, else some of them. */
  markers?: boolean;
  /** Horizontal lines with a label, such as a bound or a noise floor. */
  references?: readonly Reference[];
  /** Whether series of more than 10,000 points are thinned, true if left out. */
  thin?: boolean;
}

const known = [
  "x",
  "xScale",
  "yScale",
  "xRange",
  "yRange",
  "markers",
  "references",
  "thin",
];

/**
 * Draws lines.
 *
 * Series differ by colour, dash and marker. What has no place on the axes is a gap and counted in
 * the caption: NaN, infinities and, on a log scale, what is not positive. Series of more than 10,000
 * points are thinned to the lowest and the highest of each pixel.
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
  checkOptions("line", options, known);
  const { xScale = "linear", yScale = "linear", thin = true } = options;
  checkChoice("xScale", options.xScale, ["linear", "log"]);
  checkChoice("yScale", options.yScale, ["linear", "log"]);
  checkChoice("markers", options.markers, [true, false]);
  checkChoice("thin", options.thin, [true, false]);
  checkRange("xRange", options.xRange, xScale);
  checkRange("yRange", options.yRange, yScale);
  const references = readReferences(options.references, yScale);
  const lines = placeAll(readSeries(series), options.x, xScale, yScale);

  const size = sizeOf(options, lines.map(({ name }) => name));
  const thinnedOnes: PlacedLine[] = [];
  const xData = joinRanges(lines.map(({ x }) => finiteRange(x)));
  const yData = joinRanges([
    ...lines.map(({ y }) => finiteRange(y)),
    finiteRange(references.map(({ y }) => y)),
  ]);
  const traces = lines.map((one, index) => {
    let { x, y } = one;
    if (thin && x.length > THIN_ABOVE) {
      const kept = thinned(x, y, xScale, yScale, xData ?? [0, 1], size.width);
      thinnedOnes.push(one);
      x = kept.map((i) => one.x[i]);
      y = kept.map((i) => one.y[i]);
    }
    return trace(
      { name: one.name, x, y },
      index,
      lines.length,
      options.markers,
    );
  });
  const marked = options.markers !== false;
  const layout: Layout = {
    ...size,
    xaxis: axis({
      label: options.xLabel ?? "",
      scale: xScale,
      data: xData,
      range: options.xRange,
      pad: marked ? 0.02 : 0,
      whole: areWhole(lines.map(({ x }) => x)),
    }),
    yaxis: axis({
      wrapAt: fittingHeight(size.height),
      label: options.yLabel ?? "",
      scale: yScale,
      data: yData,
      range: options.yRange,
      pad: 0.05,
    }),
    showlegend: lines[0].name !== null,
    ...(options.title === undefined
      ? {}
      : { title: { text: titleText(options.title, size.width) } }),
    ...referenceLayout(references, yScale),
  };
  const caption = [
    options.caption ?? "",
    gapNote(lines),
    thinNote(thinnedOnes),
  ].filter((text) => text !== "").join(" ");
  const named = lines.map((one) => ({ ...one, name: one.name ?? "" }));
  return new Figure({
    data: traces,
    layout,
    caption,
    alt: options.alt ?? describeLines(lines, references, options, caption),
    sketch: sketchLines(named, xScale, yScale),
  });
}

function trace(
  { name, x, y }: { name: string | null; x: Numbers; y: Numbers },
  index: number,
  count: number,
  markers: boolean | undefined,
): Data {
  const few = x.length <= 40;
  const mark = markers ?? (few || count > 1);
  return {
    type: "scatter",
    mode: mark ? "lines+markers" : "lines",
    ...(name === null ? {} : { name: legendNames([name])[0] }),
    x: plainNumbers(x),
    y: plainNumbers(y),
    line: {
      color: colours[index % colours.length],
      dash: dashes[index % dashes.length],
      width: 2,
    },
    ...(mark
      ? {
        marker: {
          symbol: symbols[index % symbols.length],
          size: 7,
          // A long line has some markers, so that it is told from others without colour.
          ...(few || markers === true ? {} : { maxdisplayed: 12 }),
        },
      }
      : {}),
  };
}
