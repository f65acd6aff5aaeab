/** What lines and scatters share: series of points on a plane with two axes. */

import { areWhole, axis } from "./axis.ts";
import { chartLayout } from "./chart_layout.ts";
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
  readScale,
  type Scale,
} from "./options.ts";
import { placeAll, type PlacedLine } from "./placed_line.ts";
import type { Layout } from "../figure/plotly_json.ts";
import {
  readReferences,
  type Reference,
  referenceLayout,
} from "./reference.ts";
import type { Drawn } from "./reference_place.ts";
import { readSeries } from "./series.ts";
import { fittingHeight } from "./style.ts";

/** Options of the charts of points on a plane, which are `line` and `scatter`. */
export interface PlaneOptions extends ChartOptions {
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
  /** Horizontal lines with a label, such as a bound or a noise floor. */
  references?: readonly Reference[];
  /** Whether series of more than 10,000 points are thinned, true if left out. */
  thin?: boolean;
}

/** The names of {@linkcode PlaneOptions} besides the common ones. */
const planeOptions = [
  "x",
  "xScale",
  "yScale",
  "xRange",
  "yRange",
  "references",
  "thin",
];

/** Series and options, checked. */
export interface Plane {
  readonly lines: readonly PlacedLine[];
  readonly references: readonly Reference[];
  readonly xScale: Scale;
  readonly yScale: Scale;
  /** Whether the points are counted, for want of horizontal coordinates. */
  readonly counted: boolean;
  /** The range of the horizontal coordinates, null where there are none. */
  readonly xData: [number, number] | null;
}

/** Reads the series and the options that lines and scatters share. */
export function readPlane(
  chart: string,
  series: unknown,
  options: PlaneOptions,
  known: readonly string[],
): Plane {
  checkOptions(chart, options, [...planeOptions, ...known]);
  const xScale = readScale("x", options), yScale = readScale("y", options);
  checkChoice("thin", options.thin, [true, false]);
  const read = readSeries(series);
  const lines = placeAll(read, options.x, xScale, yScale);
  return {
    references: readReferences(options.references, yScale),
    lines,
    xScale,
    yScale,
    counted: options.x === undefined && read.every(({ x }) => x === null),
    xData: joinRanges(lines.map(({ x }) => finiteRange(x))),
  };
}

/** How a chart fills the plane. */
export interface PlaneFilling {
  /** What is drawn, for the labels of references to keep clear of. */
  readonly drawn: readonly Drawn[];
  /** More vertical coordinates that are to be in view. */
  readonly alsoY?: readonly Numbers[];
  /** The part of the horizontal range that is left free at each end. */
  readonly padX: number;
}

/** Axes, references and all that stands around them, with the names for the traces. */
export function planeLayout(
  { lines, references, xScale, yScale, xData }: Plane,
  options: PlaneOptions,
  { drawn, alsoY = [], padX }: PlaneFilling,
): { layout: Layout; names: readonly string[] } {
  const names = lines.map(({ name }) => name);
  const draft = chartLayout(options, names);
  const { width, height } = draft.layout;
  const xaxis = axis({
    label: options.xLabel ?? "",
    wrapAt: Math.floor(width / 9),
    scale: xScale,
    data: xData,
    range: options.xRange,
    pad: padX,
    whole: areWhole(lines.map(({ x }) => x)),
  });
  const yaxis = axis({
    wrapAt: fittingHeight(height),
    label: options.yLabel ?? "",
    scale: yScale,
    data: joinRanges([
      ...[...lines.map(({ y }) => y), ...alsoY].map((y) => finiteRange(y)),
      finiteRange(references.map(({ y }) => y)),
    ]),
    range: options.yRange,
    pad: 0.05,
  });
  const marks = referenceLayout(references, yScale, {
    drawn,
    x: { scale: xScale, range: xaxis.range },
    y: { scale: yScale, range: yaxis.range },
    width: draft.plotWidth,
    height: draft.plotHeight,
  });
  const { layout } = marks.inLegend.length === 0
    ? draft
    : chartLayout(options, [...names, ...marks.inLegend]);
  return {
    layout: { ...layout, xaxis, yaxis, ...marks.layout },
    names: draft.names,
  };
}

/** Coordinates for plotly.js, those of the chosen points where some are left out. */
export function coordinates(
  { x, y }: { readonly x: Numbers; readonly y: Numbers },
  kept: readonly number[] | null,
) {
  const choose = (values: Numbers) =>
    plainNumbers(kept === null ? values : kept.map((i) => values[i]));
  return { x: choose(x), y: choose(y) };
}

/** The name of a trace and what the pointer shows on it; a series without a name has no legend. */
export function nameAndHover(name: string | null, escaped: string) {
  return name === null
    ? { showlegend: false, hovertemplate: "%{x}, %{y}<extra></extra>" }
    : {
      name: escaped,
      // The name beside the label would stand in the colour of the series, which may be too light.
      hovertemplate: "%{fullData.name}<br>%{x}, %{y}<extra></extra>",
    };
}
