/**
 * Images: digits, filters, activations, many in one figure.
 *
 * @module
 */

import { countGaps, gapNotes, writeCaption } from "../parts/caption.ts";
import { titleLayout } from "../parts/chart_layout.ts";
import {
  type CellColours,
  cellColours,
  checkColours,
  colourCells,
} from "../parts/colour_scale.ts";
import { Figure } from "../figure/figure.ts";
import { blockNote } from "../heatmap/heatmap_words.ts";
import { gapTrace } from "../parts/gap_trace.ts";
import { type ImageBatch, readImages } from "./image_list.ts";
import { frameTrace, labelTrace, rounded } from "./image_traces.ts";
import { describeImages, firstNote } from "./images_words.ts";
import { type FlatMatrix, shrink } from "../parts/matrix.ts";
import { layMosaic, mosaicSizes } from "./mosaic.ts";
import type { Numbers } from "../parts/numbers.ts";
import {
  type ChartOptions,
  checkChoice,
  checkNames,
  checkOptions,
  describe,
} from "../parts/options.ts";
import { sketchCells } from "../parts/sketch.ts";
import { MARGIN, WIDTH } from "../parts/style.ts";

/** Options of {@linkcode images}. */
export interface ImagesOptions
  extends Omit<ChartOptions, "xLabel" | "yLabel" | "height">, CellColours {
  /** How many images stand in a row; up to 10 if left out. */
  columns?: number;
  /** A text under each image. */
  labels?: readonly string[];
  /** Whether of more than 100 images the first are shown, and of large ones blocks of cells; true if left out. */
  thin?: boolean;
}

const known = [...cellColours, "columns", "labels", "thin"];

/** Of more images the first are shown. */
const MOST = 100;
/** Cells along the figure, and along one image at least. */
const CELLS = 640, FEWEST = 32;
/** Pixels beside the images, and of the colour bar with its numbers. */
const SIDE = 16, BAR = 84;
/** The height that the colour bar needs. */
const LEAST = 90;

/**
 * Draws images in a grid, all on one scale of colours.
 *
 * Values of both signs get a scale that is white at zero, others go from white to black. NaN and
 * infinities are grey and counted in the caption. Of more than 100 images the first 100 are shown,
 * and of images too large for the figure each cell shows the value farthest from zero of a block.
 *
 * @param images an array of images, each an array of rows or `{ data, shape: [height, width] }`; or
 * all in one, `{ data, shape: [count, height, width] }`
 * @param options titles, colours and sizes
 * @throws {TypeError} images of different sizes, a shape that does not fit, an unknown option
 * @throws {RangeError} no image, a value of an option is out of range
 *
 * @example Digits with what they are taken for
 * ```ts
 * import { images } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const data = Float32Array.from({ length: 3 * 64 }, (_, i) => i % 64 / 63);
 * const figure = images({ data, shape: [3, 8, 8] }, {
 *   title: "Digits",
 *   labels: ["7", "2", "1"],
 * });
 * console.assert(figure.alt.startsWith("Images “Digits”: 3 of 8 by 8."));
 * ```
 *
 * @example Filters
 * ```ts
 * import { images } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * await images([[[1, 0, -1], [2, 0, -2], [1, 0, -1]], [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]], {
 *   labels: ["horizontal", "vertical"],
 *   colorLabel: "weight",
 * }).show();
 * ```
 */
export function images(
  images: readonly (readonly Numbers[] | FlatMatrix)[] | ImageBatch,
  options: ImagesOptions = {},
): Figure {
  checkOptions("images", options, known, ["xLabel", "yLabel", "height"]);
  checkColours(options);
  checkChoice("thin", options.thin, [true, false]);
  checkColumns(options.columns);
  const { thin = true } = options;
  const all = readImages(images);
  checkNames("labels", options.labels, all.length, "images", "images");

  const first = thin ? all.slice(0, MOST) : all;
  const columns = Math.min(first.length, options.columns ?? 10);
  const limit = Math.max(FEWEST, Math.floor(CELLS / columns));
  const shrunk = first.map((image) =>
    thin ? shrink(image, limit) : { rows: image, block: [1, 1] as const }
  );
  const shown = shrunk.map(({ rows }) => rows);
  const rows = shown.flat();
  const { range, trace, gap } = colourCells(rows, options, "gray");
  const gaps = countGaps(first.flat(), "linear");
  const caption = writeCaption(options, "image", [
    ...gapNotes("value", gaps, gap.fate),
    firstNote(first.length, all.length),
    blockNote(shrunk[0].block),
  ]);
  const sizes = mosaicSizes(
    { count: shown.length, down: shown[0].length, across: shown[0][0].length },
    columns,
    (options.labels ?? []).slice(0, shown.length),
    (options.width ?? WIDTH) - 2 * SIDE - BAR,
  );
  const needed = Math.max(420, Math.round(sizes.width) + 2 * SIDE + BAR);
  const { width = Math.min(WIDTH, needed) } = options;
  const mosaic = layMosaic(shown, sizes);
  const hidden = { visible: false, constrain: "domain" as const };
  const heading = (options.title === undefined ? 0 : 28) +
    18 * Math.ceil(caption.length * 7 / width);
  return new Figure({
    data: [
      {
        type: "heatmap",
        x: mosaic.x,
        y: mosaic.y,
        z: rounded(mosaic.cells, range) as number[][], // null is a gap
        ...trace,
        hovertemplate: "%{z}<extra></extra>",
      },
      ...gapTrace(mosaic, gap.colour),
      frameTrace(mosaic, sizes),
      ...labelTrace(mosaic, sizes.labels),
    ],
    layout: {
      width,
      height: Math.max(LEAST, Math.round(sizes.height)) + MARGIN.t + SIDE +
        heading,
      margin: { l: SIDE, r: SIDE, b: SIDE },
      xaxis: {
        ...hidden,
        range: [0, sizes.width],
        constraintoward: "left",
      },
      yaxis: {
        ...hidden,
        range: [sizes.height, 0],
        scaleanchor: "x",
        constraintoward: "top",
      },
      ...titleLayout(options.title, width),
    },
    caption,
    alt: options.alt ?? describeImages(first, options, caption),
    sketch: sketchCells(shown[0], range),
  });
}

function checkColumns(columns: unknown): void {
  if (columns === undefined) return;
  if (typeof columns !== "number") {
    throw new TypeError(
      `options.columns is ${
        describe(columns)
      }, expected a number of images in a row`,
    );
  }
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= 50)) {
    throw new RangeError(
      `options.columns is ${columns}, expected a whole number from 1 to 50`,
    );
  }
}
