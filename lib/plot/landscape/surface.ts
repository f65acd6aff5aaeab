/**
 * Surfaces: a loss over two parameters as a landscape, with the way that a descent took.
 *
 * @module
 */

import { titleLayout } from "../parts/chart_layout.ts";
import { colourBar, colourScale } from "../parts/colour_scale.ts";
import { endsOf, followGround, markedPlaces } from "./descent_path.ts";
import { plotlyText, wrap } from "../parts/escape.ts";
import { Figure } from "../figure/figure.ts";
import type { Place } from "./landscape.ts";
import {
  type LandscapeChart,
  type LandscapeData,
  type LandscapeOptions,
  readLandscapeChart,
} from "./landscape_options.ts";
import { heightHover, ticksWithin } from "./landscape_ticks.ts";
import { plainNumbers } from "../parts/numbers.ts";
import { describe } from "../parts/options.ts";
import { plainMatrix } from "../parts/plain_matrix.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { pathColour } from "./scale_colour.ts";
import { HEIGHT, light, WIDTH } from "../parts/style.ts";
import { boxOf, type Side, type SurfaceBox } from "./surface_box.ts";
import { BAR_ROOM, surfacePicture } from "./surface_picture.ts";
import { BOX, cameraOf, eyeAt, type Vector } from "./surface_view.ts";

/** Options of {@linkcode surface}. */
export interface SurfaceOptions extends LandscapeOptions {
  /**
   * Where the eye stands, in degrees round the vertical axis from the direction of the horizontal
   * axis; -60 if left out. Another one may show what a hill hides.
   */
  azimuth?: number;
  /** How high the eye stands, in degrees above the ground from 5 to 85; 40 if left out. */
  elevation?: number;
}

/**
 * Draws a landscape in three dimensions, to be turned with the pointer.
 *
 * The picture shows it as it is seen at first; it is drawn without a browser, and so without the
 * WebGL that the interactive figure needs. Values without a place are gaps and counted in the
 * caption: NaN, infinities and, on a log scale, what is not positive. Of grids of more than 50 rows
 * or columns some fifty are drawn, with those of the lowest point.
 *
 * @param matrix heights as an array of rows or `{ data, shape: [rows, columns] }`, or `{ x, y, z }`
 * with either as `z` and the coordinates of columns and rows
 * @param options titles, scales, colours, a descent's path and where the eye stands
 * @throws {TypeError} arrays that do not fit each other, an unknown option
 * @throws {RangeError} fewer than two rows or columns, coordinates that do not increase, a value of an
 * option is out of range
 *
 * @example A bowl, and the steps of a descent
 * ```ts
 * import { surface } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const x = Float64Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);
 * const z = Array.from(x, (b) => x.map((a) => a * a + 3 * b * b));
 * const figure = surface({ x, y: x, z }, {
 *   title: "A bowl",
 *   xLabel: "a",
 *   yLabel: "b",
 *   zLabel: "loss",
 *   path: { x: [1.2, 0.6, 0.3, 0.1], y: [1, -0.4, 0.2, 0] },
 * });
 * console.assert(figure.alt.includes("Lowest 0 at a = 0, b = 0"));
 * ```
 */
export function surface(
  matrix: LandscapeData,
  options: SurfaceOptions = {},
): Figure {
  const chart = readLandscapeChart("surface", matrix, options, [
    "azimuth",
    "elevation",
  ]);
  const { azimuth = -60, elevation = 40, width = WIDTH, height = HEIGHT } =
    options;
  checkAngle("azimuth", azimuth, [-360, 360]);
  checkAngle("elevation", elevation, [5, 85]);
  const eye = eyeAt(azimuth, elevation);
  const box = boxOf(chart);
  const common: Layout = {
    width,
    height,
    ...titleLayout(options.title, width),
    margin: { l: 8, r: BAR_ROOM, b: 8 },
    showlegend: false,
  };
  return new Figure({
    ...chart,
    data: [surfaceTrace(chart, options), ...pathTraces(chart, box)],
    layout: { ...common, scene: scene(chart, options, box, eye) },
    picture: surfacePicture(chart, options, { box, eye, common }),
  });
}

function checkAngle(
  name: string,
  angle: unknown,
  [low, high]: readonly [number, number],
): void {
  if (typeof angle !== "number") {
    throw new TypeError(
      `options.${name} is ${describe(angle)}, expected degrees as a number`,
    );
  }
  if (!(angle >= low && angle <= high)) {
    throw new RangeError(
      `options.${name} is ${angle}, expected from ${low} to ${high} degrees`,
    );
  }
}

function surfaceTrace(
  { drawn, range, colors, zScale }: LandscapeChart,
  { zLabel }: SurfaceOptions,
): Data {
  const { zmin, zmax, colorscale } = colourScale(colors, range);
  return {
    type: "surface",
    x: [...drawn.x],
    y: [...drawn.y],
    z: plainMatrix(drawn.rows) as number[][], // null is a gap
    cmin: zmin,
    cmax: zmax,
    colorscale,
    lighting: { ambient: 0.7, diffuse: 0.5, specular: 0.05, roughness: 0.9 },
    colorbar: {
      ...colourBar(zLabel),
      ...ticksWithin(range, zScale, 6),
      len: 0.8,
    },
    hovertemplate: `%{x}, %{y}: ${heightHover(zScale)}<extra></extra>`,
  } as Data;
}

function pathTraces(
  { path, drawn, colors, zScale }: LandscapeChart,
  { lift }: SurfaceBox,
): Data[] {
  if (path === null || path.places.length === 0) return [];
  const marked = markedPlaces(path.places);
  const line = path.onGround ? followGround(path.places, drawn) : path.places;
  const coordinates = (places: readonly Place[]) => ({
    x: plainNumbers(places.map(({ x }) => x)),
    y: plainNumbers(places.map(({ y }) => y)),
    z: plainNumbers(places.map(({ z }) => z + lift)),
  });
  return [{
    type: "scatter3d",
    mode: "lines",
    ...coordinates(line),
    line: { color: pathColour(colors), width: 6 },
    hoverinfo: "skip",
  }, {
    type: "scatter3d",
    mode: "markers",
    ...coordinates(marked),
    marker: {
      size: marked.map(({ isEnd }) => isEnd ? 12 : 6),
      color: "white",
      line: { color: "black", width: 1 },
    },
    hovertemplate: `path: %{x}, %{y}, ${heightHover(zScale)}<extra></extra>`,
  }] as Data[];
}

function scene(
  { path }: LandscapeChart,
  { xLabel = "x", yLabel = "y", zLabel = "z" }: SurfaceOptions,
  box: SurfaceBox,
  eye: Vector,
): Layout["scene"] {
  const axis = (label: string, { ends, ticks }: Side) => ({
    title: {
      font: { size: 12 },
      text: wrap(label, 30).map(plotlyText).join("<br>"),
    },
    range: [...ends],
    ...ticks,
    color: light.text,
    gridcolor: light.grid,
    linecolor: light.axis,
    zeroline: false,
    showspikes: false,
    tickangle: 0,
    tickfont: { size: 12 },
  });
  return {
    xaxis: axis(xLabel, box.x),
    yaxis: axis(yLabel, box.y),
    zaxis: axis(zLabel, box.z),
    aspectmode: "manual",
    aspectratio: { x: BOX[0], y: BOX[1], z: BOX[2] },
    camera: cameraOf(eye),
    annotations: endsOf(path?.places ?? []).map(({ text, x, y, z }) => ({
      text,
      x,
      y,
      z: z + box.lift,
      yshift: 14,
      showarrow: false,
      bgcolor: "rgba(255,255,255,0.8)",
      borderpad: 1,
      font: { size: 12 },
    })),
  } as Layout["scene"];
}
