/**
 * Scatters: points on a plane, such as predictions by truth or two components of activations.
 *
 * @module
 */

import { fates, gapNotes, sumGaps, writeCaption } from "../parts/caption.ts";
import { Figure } from "../figure/figure.ts";
import { finiteRange, joinRanges, type Numbers } from "../parts/numbers.ts";
import {
  coordinates,
  nameAndHover,
  planeLayout,
  type PlaneOptions,
  readPlane,
} from "../parts/plane.ts";
import type { PlacedLine } from "../parts/placed_line.ts";
import type { Data } from "../figure/plotly_json.ts";
import { colouring, withColour } from "./scatter_colour.ts";
import { describeScatter, pointThinNote } from "./scatter_words.ts";
import type { Points } from "../parts/series.ts";
import { sketchPoints } from "./sketch_points.ts";
import { colours, HEIGHT, symbols, WIDTH } from "../parts/style.ts";
import { THIN_ABOVE, thinnedPoints } from "../parts/thin.ts";

/** Options of {@linkcode scatter}. */
export interface ScatterOptions extends PlaneOptions {
  /** A number for each point of the only series, shown as its colour with a bar beside. */
  color?: Numbers;
  /** The title of the colour bar. */
  colorLabel?: string;
}

/**
 * Draws points.
 *
 * Series differ by colour and marker. What has no place on the axes is left out and counted in the
 * caption: NaN, infinities and, on a log scale, what is not positive. Of series of more than 10,000
 * points one point in each square of 3 by 3 pixels is kept, half the width of a marker, and the
 * extremes of both coordinates.
 *
 * @param series an array of numbers, `{ x, y }`, or a record of name to either
 * @param options titles, scales and sizes
 * @throws {TypeError} a series is no array of numbers, x and y are not as many, an unknown option,
 * `color` with several series
 * @throws {RangeError} a series is empty, a value of an option is out of range
 *
 * @example Two groups
 * ```ts
 * import { scatter } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = scatter({
 *   cats: { x: [1, 2, 3], y: [2, 1, 3] },
 *   dogs: { x: [4, 5, 6], y: [6, 4, 5] },
 * }, { title: "Two components", xLabel: "first", yLabel: "second" });
 * console.assert(figure.data.length === 2);
 * ```
 *
 * @example A third number as colour
 * ```ts
 * import { scatter } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * await scatter({ x: [1, 2, 3], y: [1.1, 1.9, 3.2] }, {
 *   color: [0.1, 0.1, 0.2],
 *   colorLabel: "error",
 *   xLabel: "truth",
 *   yLabel: "prediction",
 * }).show();
 * ```
 */
export function scatter(
  series: Numbers | Points | Readonly<Record<string, Numbers | Points>>,
  options: ScatterOptions = {},
): Figure {
  const plane = readPlane("scatter", series, options, ["color", "colorLabel"]);
  const { xScale, yScale, counted } = plane;
  const lines = withColour(plane.lines, options.color);
  const { thin = true, width = WIDTH, height = HEIGHT } = options;
  const xLabel = options.xLabel ?? (counted ? options.point : undefined);
  const told = { ...options, xLabel };

  const yData = joinRanges(lines.map(({ y }) => finiteRange(y)));
  const ranges = [plane.xData ?? [0, 1], yData ?? [0, 1]] as const;
  const kept = lines.map(({ x, y }) =>
    thin && x.length > THIN_ABOVE
      ? thinnedPoints(x, y, [xScale, yScale], ranges, [width, height])
      : null
  );
  const { layout, names } = planeLayout(plane, told, {
    drawn: lines.map(({ x, y }) => ({ x, y, joined: false })),
    padX: 0.03,
  });
  const caption = writeCaption(options, "point", [
    ...gapNotes("point", sumGaps(lines), fates.out),
    pointThinNote(lines.filter((_, i) => kept[i] !== null)),
  ]);
  return new Figure({
    data: lines.map((one, index) =>
      pointsTrace(one, kept[index], { index, escaped: names[index] }, options)
    ),
    layout: options.color === undefined
      ? layout
      : { ...layout, showlegend: false },
    caption,
    alt: options.alt ?? describeScatter(lines, plane, told, caption),
    sketch: sketchPoints(
      lines.map((one) => ({ ...one, name: one.name ?? "" })),
      xScale,
      yScale,
    ),
  });
}

function pointsTrace(
  one: PlacedLine,
  kept: readonly number[] | null,
  { index, escaped }: { index: number; escaped: string },
  { color, colorLabel }: ScatterOptions,
): Data {
  const points = coordinates(one, kept);
  const many = points.x.length > 300;
  return {
    type: "scatter",
    mode: "markers",
    ...nameAndHover(one.name, escaped),
    ...points,
    marker: {
      symbol: symbols[index % symbols.length],
      size: many ? 6 : 8,
      opacity: many ? 0.6 : 0.9,
      ...(color === undefined
        ? { color: colours[index % colours.length] }
        : colouring(color, kept, colorLabel)),
    },
  };
}
