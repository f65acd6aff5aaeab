/** What surfaces and contours are told, and what both make of it. */

import { gapNotes, writeCaption } from "../parts/caption.ts";
import { type Colors, readColours } from "../parts/colour_scale.ts";
import {
  type DescentPath,
  type ReadPath,
  readPath,
  visiblePlaces,
} from "./descent_path.ts";
import {
  type Heights,
  type Landscape,
  readLandscape,
  thinnedLandscape,
} from "./landscape.ts";
import { describeLandscape } from "./landscape_words.ts";
import type { FlatMatrix } from "../parts/matrix.ts";
import { type Numbers, writeCount } from "../parts/numbers.ts";
import {
  type ChartOptions,
  checkChoice,
  checkOptions,
  checkRange,
  type Scale,
} from "../parts/options.ts";
import { sketchCells } from "../parts/sketch.ts";
import { scaled } from "../parts/axis.ts";

/** Heights over a grid: rows, `{ data, shape }`, or `{ x, y, z }` with either as z. */
export type LandscapeData = readonly Numbers[] | FlatMatrix | Heights;

/** Options of the charts of landscapes, which are `surface` and `contour`. */
export interface LandscapeOptions extends ChartOptions {
  /** What the heights are: the title of the colour bar and, of a surface, of the third axis. */
  zLabel?: string;
  /** The scale of the heights, "linear" if left out. */
  zScale?: Scale;
  /** The way of a descent, drawn over the landscape with its start and end marked. */
  path?: DescentPath;
  /**
   * "sequential" from dark to light (Viridis), "diverging" from blue through white to red with zero
   * in the middle, "gray" from white to black; diverging if left out and heights have both signs.
   */
  colors?: Colors;
  /** The heights at the ends of the colours; those of the data if left out. */
  colorRange?: readonly [number, number];
  /** Whether grids of more than 50 rows or columns and long paths are thinned, true if left out. */
  thin?: boolean;
}

const known = [
  "zLabel",
  "zScale",
  "path",
  "colors",
  "colorRange",
  "thin",
];

/** A landscape ready to draw, with all that is said about it. */
export interface LandscapeChart {
  /** What is drawn: thinned, its heights on the scale. */
  readonly drawn: Landscape;
  readonly path: ReadPath | null;
  readonly zScale: Scale;
  readonly colors: Colors;
  /** The ends of the colours, on the scale. */
  readonly range: readonly [number, number];
  readonly caption: string;
  readonly alt: string;
  readonly sketch: string;
}

/** Reads and checks what both charts are given. */
export function readLandscapeChart(
  chart: "surface" | "contour",
  matrix: unknown,
  options: LandscapeOptions,
  more: readonly string[],
): LandscapeChart {
  checkOptions(chart, options, [...known, ...more]);
  const { zScale = "linear", zLabel, thin = true } = options;
  checkChoice("zScale", options.zScale, ["linear", "log"]);
  checkChoice("colors", options.colors, ["diverging", "sequential", "gray"]);
  checkChoice("thin", options.thin, [true, false]);
  checkRange("colorRange", options.colorRange, zScale);
  if (zLabel !== undefined && typeof zLabel !== "string") {
    throw new TypeError(
      `options.zLabel is a ${typeof zLabel}, expected a string`,
    );
  }
  const all = readLandscape(matrix, zScale);
  const path = readPath(options.path, all, zScale);
  const few = thin ? thinnedLandscape(all) : all;
  const drawn = onScale(few, zScale);
  const { colors, range } = readColours(
    drawn.rows,
    zScale === "log"
      ? {
        colors: options.colors ?? "sequential",
        ...(options.colorRange === undefined ? {} : {
          colorRange: options.colorRange.map((end) =>
            Math.log10(end)
          ) as unknown as [number, number],
        }),
      }
      : options,
    "sequential",
  );
  const visible = path &&
    (thin ? visiblePlaces(path.places, all) : path.places);
  const caption = writeCaption(options, "point of the path", [
    ...gapNotes("value", all.gaps, ["left as a gap", "left as gaps"]),
    few === all
      ? ""
      : `Drawn from ${few.y.length} of ${all.y.length} rows and ${few.x.length} of ${all.x.length} columns.`,
    path?.leftOut
      ? `${writeCount(path.leftOut, "point")} of the path ${
        path.leftOut === 1 ? "has" : "have"
      } no place here and ${path.leftOut === 1 ? "is" : "are"} left out.`
      : "",
    visible && path && visible.length < path.places.length
      ? `Of the ${path.places.length} points of the path ${visible.length} are drawn, those that can be told apart.`
      : "",
  ]);
  return {
    drawn,
    path: path && visible && {
      ...path,
      places: visible.map((place) => ({
        ...place,
        z: scaled(place.z, zScale),
      })),
    },
    zScale,
    colors,
    range,
    caption,
    alt: options.alt ?? describeLandscape(chart, all, path, options, caption),
    // Rows go up in the chart, so the last one comes first.
    sketch: sketchCells(drawn.rows.toReversed(), range),
  };
}

function onScale(landscape: Landscape, zScale: Scale): Landscape {
  if (zScale === "linear") return landscape;
  return {
    ...landscape,
    rows: landscape.rows.map((row) =>
      Array.from(row, (value) => scaled(value, zScale))
    ),
  };
}
