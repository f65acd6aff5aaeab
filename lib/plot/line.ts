/**
 * Lines: loss curves, errors by step size, whatever follows one number.
 *
 * @module
 */

import { axis, scaled } from "./axis.ts";
import { plotlyText, wrap } from "./escape.ts";
import { Figure } from "./figure.ts";
import {
  finiteRange,
  joinRanges,
  type Numbers,
  plainNumbers,
  writeCount,
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
import { describeLines } from "./line_words.ts";
import {
  readReferences,
  type Reference,
  referenceLayout,
} from "./reference.ts";
import {
  checkNumbers,
  type NamedSeries,
  type Points,
  readSeries,
} from "./series.ts";
import { sketchLines } from "./sketch.ts";
import { colours, dashes, symbols, titleText } from "./style.ts";
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
  const all = withX(readSeries(series), options.x);

  const size = sizeOf(options);
  const notes: string[] = [];
  const lines = all.map(({ name, x, y }) =>
    place({ name, x, y }, xScale, yScale)
  );
  const xData = joinRanges(lines.map(({ x }) => finiteRange(x)));
  const yData = joinRanges([
    ...lines.map(({ y }) => finiteRange(y)),
    finiteRange(references.map(({ y }) => y)),
  ]);
  const traces = lines.map((one, index) => {
    let { x, y } = one;
    if (thin && x.length > THIN_ABOVE) {
      const kept = thinned(x, y, xScale, yScale, xData ?? [0, 1], size.width);
      notes.push(thinNote(one.name, x.length));
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
    }),
    yaxis: axis({
      label: options.yLabel ?? "",
      scale: yScale,
      data: yData,
      range: options.yRange,
      pad: 0.05,
    }),
    showlegend: all.length > 1,
    ...(options.title === undefined
      ? {}
      : { title: { text: titleText(options.title, size.width) } }),
    ...referenceLayout(references, yScale),
  };
  const caption = [
    options.caption ?? "",
    gapNote(lines, xScale, yScale),
    ...new Set(notes),
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

/** A series whose points without a place are NaN. */
export interface PlacedLine {
  readonly name: string | null;
  readonly x: Numbers;
  readonly y: Numbers;
  /** How many values are not finite. */
  readonly notFinite: number;
  /** How many values a log scale cannot show. */
  readonly notPositive: number;
}

function withX(
  series: readonly NamedSeries[],
  shared: Numbers | undefined,
): { name: string | null; x: Numbers; y: Numbers }[] {
  if (shared !== undefined) checkNumbers("options.x", shared);
  return series.map(({ name, x, y }) => {
    if (x === null && shared !== undefined && shared.length !== y.length) {
      throw new TypeError(
        `options.x has ${shared.length} numbers and ${
          name === null ? "series" : `series[${JSON.stringify(name)}]`
        } ${y.length}, expected as many; give series of other lengths as { x, y }`,
      );
    }
    return { name, x: x ?? shared ?? Array.from(y, (_, i) => i), y };
  });
}

function place(
  { name, x, y }: { name: string | null; x: Numbers; y: Numbers },
  xScale: Scale,
  yScale: Scale,
): PlacedLine {
  let notFinite = 0, notPositive = 0;
  const placed = Array.from(y, (value, i) => {
    if (!Number.isFinite(value) || !Number.isFinite(x[i])) notFinite++;
    else if (
      Number.isNaN(scaled(value, yScale)) || Number.isNaN(scaled(x[i], xScale))
    ) notPositive++;
    else return value;
    return NaN;
  });
  const places = Array.from(
    x,
    (value, i) => Number.isNaN(scaled(value, xScale)) ? NaN : x[i],
  );
  return { name, x: places, y: placed, notFinite, notPositive };
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
    ...(name === null
      ? {}
      : { name: wrap(name, 24).map(plotlyText).join("<br>") }),
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

function thinNote(name: string | null, count: number): string {
  return `${
    name === null ? "The line" : `“${name}”`
  } is thinned from ${count} points, with the lowest and the highest of each pixel kept.`;
}

function gapNote(
  lines: readonly PlacedLine[],
  xScale: Scale,
  yScale: Scale,
): string {
  const sum = (key: "notFinite" | "notPositive") =>
    lines.reduce((total, one) => total + one[key], 0);
  const notFinite = sum("notFinite"), notPositive = sum("notPositive");
  const notes: string[] = [];
  if (notFinite > 0) {
    notes.push(
      `${writeCount(notFinite, "point")} ${
        notFinite === 1 ? "is" : "are"
      } not finite and left as ${notFinite === 1 ? "a gap" : "gaps"}.`,
    );
  }
  if (notPositive > 0 && (xScale === "log" || yScale === "log")) {
    notes.push(
      `${writeCount(notPositive, "point")} ${
        notPositive === 1 ? "is" : "are"
      } not positive and cannot be drawn on a log scale.`,
    );
  }
  return notes.join(" ");
}
