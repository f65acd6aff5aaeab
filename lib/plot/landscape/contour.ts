/**
 * Contours: a loss over two parameters as on a map, with the way that a descent took.
 *
 * @module
 */

import { axis } from "../parts/axis.ts";
import { titleLayout } from "../parts/chart_layout.ts";
import { colourBar, colourScale } from "../parts/colour_scale.ts";
import { endsOf, markedPlaces } from "./descent_path.ts";
import { Figure } from "../figure/figure.ts";
import type { Place } from "./landscape.ts";
import {
  type LandscapeChart,
  type LandscapeData,
  type LandscapeOptions,
  readLandscapeChart,
} from "./landscape_options.ts";
import { heightHover, ticksWithin } from "./landscape_ticks.ts";
import { plainNumbers, roundStep } from "../parts/numbers.ts";
import { describe } from "../parts/options.ts";
import { plainMatrix } from "../parts/plain_matrix.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { fittingHeight, HEIGHT, WIDTH } from "../parts/style.ts";

/** Options of {@linkcode contour}. */
export interface ContourOptions extends LandscapeOptions {
  /** About how many levels there are, 15 if left out; they are round numbers. */
  levels?: number;
}

/**
 * Draws a landscape as on a map: lines and colours by height, row 0 at the bottom.
 *
 * Values without a place are gaps and counted in the caption: NaN, infinities and, on a log scale,
 * what is not positive. Of grids of more than 50 rows or columns some fifty are drawn, with those of
 * the lowest point.
 *
 * @param matrix heights as an array of rows or `{ data, shape: [rows, columns] }`, or `{ x, y, z }`
 * with either as `z` and the coordinates of columns and rows
 * @param options titles, scales, colours and a descent's path
 * @throws {TypeError} arrays that do not fit each other, an unknown option
 * @throws {RangeError} fewer than two rows or columns, coordinates that do not increase, a value of an
 * option is out of range
 *
 * @example Rosenbrock's valley, and the steps of a descent
 * ```ts
 * import { contour } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const x = Float64Array.from({ length: 41 }, (_, i) => -2 + i / 10);
 * const y = Float64Array.from({ length: 41 }, (_, i) => -1 + i / 10);
 * const z = Array.from(y, (b) => x.map((a) => (1 - a) ** 2 + 100 * (b - a * a) ** 2));
 * const figure = contour({ x, y, z }, {
 *   title: "Rosenbrock's valley",
 *   xLabel: "a",
 *   yLabel: "b",
 *   zLabel: "loss",
 *   zScale: "log",
 *   path: { x: [-1.5, -1, 0, 0.5, 0.9], y: [2, 1, 0, 0.25, 0.8] },
 * });
 * console.assert(figure.alt.includes("Path of 5 points from 12.5 at a = -1.5, b = 2"));
 * ```
 */
export function contour(
  matrix: LandscapeData,
  options: ContourOptions = {},
): Figure {
  const chart = readLandscapeChart("contour", matrix, options, ["levels"]);
  const { drawn, zScale, colors, range, path } = chart;
  const levels = checkLevels(options.levels);
  const { width = WIDTH, height = HEIGHT, xLabel, yLabel, zLabel } = options;
  const trace: Data = {
    type: "contour",
    x: [...drawn.x],
    y: [...drawn.y],
    z: plainMatrix(drawn.rows) as number[][], // null is a gap
    ...colourScale(colors, range),
    ...levelsOf(range, levels),
    connectgaps: false,
    line: { width: 0.6, color: "rgb(40,40,40)" },
    colorbar: { ...colourBar(zLabel), ...ticksWithin(range, zScale, 6) },
    hovertemplate: `%{x}, %{y}: ${heightHover(zScale)}<extra></extra>`,
  } as Data;
  const layout: Layout = {
    width,
    height,
    ...titleLayout(options.title, width),
    xaxis: axis({
      label: xLabel ?? "",
      scale: "linear",
      data: [drawn.x[0], drawn.x.at(-1)!],
      pad: 0,
    }),
    yaxis: axis({
      label: yLabel ?? "",
      wrapAt: fittingHeight(height),
      scale: "linear",
      data: [drawn.y[0], drawn.y.at(-1)!],
      pad: 0,
    }),
    showlegend: false,
    annotations: endLabels(path?.places ?? []),
  };
  return new Figure({
    ...chart,
    data: [trace, ...pathTraces(chart)],
    layout,
  });
}

function checkLevels(levels: unknown = 15): number {
  if (typeof levels !== "number") {
    throw new TypeError(
      `options.levels is ${describe(levels)}, expected a number`,
    );
  }
  if (!(levels >= 2 && levels <= 100)) {
    throw new RangeError(
      `options.levels is ${levels}, expected from 2 to 100`,
    );
  }
  return levels;
}

/** Round levels that fill the range. */
function levelsOf([low, high]: readonly [number, number], count: number) {
  const step = roundStep(Math.max(high - low, Number.MIN_VALUE) / count);
  return high > low
    ? {
      autocontour: false,
      contours: {
        start: step * Math.ceil(low / step),
        end: high,
        size: step,
      },
    }
    : {};
}

/** White with black edges, which shows on every colour. */
function pathTraces({ path }: LandscapeChart): Data[] {
  if (path === null || path.places.length === 0) return [];
  const { places } = path;
  const marked = markedPlaces(places);
  const line = (color: string, width: number): Data => ({
    type: "scatter",
    mode: "lines",
    ...coordinates(places),
    line: { color, width },
    hoverinfo: "skip",
  });
  return [line("black", 4), line("white", 2), {
    type: "scatter",
    mode: "markers",
    ...coordinates(marked),
    marker: {
      size: marked.map(({ isEnd }) => isEnd ? 11 : 6),
      color: "white",
      line: { color: "black", width: 1.2 },
    },
    hovertemplate: "path: %{x}, %{y}<extra></extra>",
  }];
}

/** The coordinates of places, as plotly.js takes them. */
function coordinates(places: readonly Place[]) {
  return {
    x: plainNumbers(places.map(({ x }) => x)),
    y: plainNumbers(places.map(({ y }) => y)),
  };
}

function endLabels(places: readonly Place[]): Layout["annotations"] {
  return endsOf(places).map(({ text, x, y }) => ({
    text,
    x,
    y,
    yshift: 16,
    showarrow: false,
    bgcolor: "rgba(255,255,255,0.8)",
    borderpad: 1,
    font: { size: 12 },
  }));
}
