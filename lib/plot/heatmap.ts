/**
 * Heat maps: matrices and images as coloured cells.
 *
 * @module
 */

import { plotlyText, wrap } from "./escape.ts";
import { Figure } from "./figure.ts";
import { heatmapLayout } from "./heatmap_layout.ts";
import { captionOf, countNotFinite, describeHeatmap } from "./heatmap_words.ts";
import { type FlatMatrix, readMatrix, shrink } from "./matrix.ts";
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
  describe,
} from "./options.ts";
import type { Data } from "./plotly_json.ts";
import { sketchCells } from "./sketch.ts";
import { diverging } from "./style.ts";

/** Options of {@linkcode heatmap}. */
export interface HeatmapOptions extends ChartOptions {
  /**
   * "diverging" from blue through white to red with zero in the middle, "sequential" from dark to
   * light (Viridis), "gray" from white to black; from the data if left out: diverging where values
   * have both signs.
   */
  colors?: "diverging" | "sequential" | "gray";
  /** The values at the ends of the colours; those of the data if left out. */
  colorRange?: readonly [number, number];
  /** The title of the colour bar. */
  colorLabel?: string;
  /** "equal" for square cells, "fill" for the whole width and height; "equal" if left out. */
  aspect?: "equal" | "fill";
  /** What the rows are, from the top. */
  rowNames?: readonly string[];
  /** What the columns are, from the left. */
  columnNames?: readonly string[];
  /** Whether matrices of more than 200 rows or columns are thinned, true if left out. */
  thin?: boolean;
}

const known = [
  "colors",
  "colorRange",
  "colorLabel",
  "aspect",
  "rowNames",
  "columnNames",
  "thin",
];

/** More rows or columns than these are thinned. */
const LIMIT = 200;

/**
 * Draws a matrix as coloured cells, row 0 at the top.
 *
 * Values of both signs get a scale that is white at zero and as dark at one end as at the other.
 * NaN and infinities are grey cells and counted in the caption. Of matrices of more than 200 rows or
 * columns each cell shows the value farthest from zero of a block.
 *
 * @param matrix an array of rows, or `{ data, shape: [rows, columns] }`
 * @param options titles, colours and sizes; without `width` and `height` they follow the shape
 * @throws {TypeError} rows of different lengths, a shape that does not fit, an unknown option
 * @throws {RangeError} an empty matrix, a value of an option is out of range
 *
 * @example A matrix of both signs
 * ```ts
 * import { heatmap } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = heatmap([[1, -2, 3], [0, 4, NaN]], {
 *   title: "Gradient",
 *   xLabel: "column",
 *   yLabel: "row",
 * });
 * console.assert(figure.caption === "1 value is not finite and left as a grey cell.");
 * ```
 *
 * @example An image
 * ```ts
 * import { heatmap } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const data = Float32Array.from({ length: 784 }, (_, i) => Math.hypot(i % 28 - 14, i / 28 - 14));
 * await heatmap({ data, shape: [28, 28] }, { colors: "gray", title: "A digit" }).show();
 * ```
 */
export function heatmap(
  matrix: readonly Numbers[] | FlatMatrix,
  options: HeatmapOptions = {},
): Figure {
  checkOptions("heatmap", options, known);
  checkChoice("colors", options.colors, ["diverging", "sequential", "gray"]);
  checkChoice("aspect", options.aspect, ["equal", "fill"]);
  checkChoice("thin", options.thin, [true, false]);
  checkRange("colorRange", options.colorRange, "linear");
  const all = readMatrix(matrix);
  checkNames("rowNames", options.rowNames, all.length, "rows");
  checkNames("columnNames", options.columnNames, all[0].length, "columns");

  const named = options.rowNames !== undefined ||
    options.columnNames !== undefined;
  const { rows, block } = options.thin === false || named
    ? { rows: all, block: [1, 1] as const }
    : shrink(all, LIMIT);
  const range = joinRanges(all.map((row) => finiteRange(row))) ?? [0, 1];
  const colors = options.colors ??
    (range[0] < 0 && range[1] > 0 ? "diverging" : "sequential");
  const farthest = Math.max(-range[0], range[1]);
  const [low, high] = options.colorRange ??
    (colors === "diverging" ? [-farthest, farthest] : range);
  const gaps = countNotFinite(all);
  const caption = captionOf(options.caption, gaps, block);

  const trace: Data = {
    type: "heatmap",
    z: rows.map((row) => plainNumbers(row, [low, high])) as number[][], // null is a gap
    y: positions(rows.length, block[0], options.rowNames),
    x: positions(rows[0].length, block[1], options.columnNames),
    zmin: low,
    zmax: high > low ? high : low + 1,
    colorscale: colors === "diverging"
      ? diverging
      : colors === "gray"
      ? [[0, "#ffffff"], [1, "#000000"]]
      : "Viridis",
    colorbar: {
      thickness: 16,
      outlinewidth: 0,
      exponentformat: "power",
      ...(options.colorLabel === undefined ? {} : {
        title: {
          // Above the bar: beside it plotly.js lets it run into the numbers.
          text: wrap(options.colorLabel, 12).map(plotlyText).join("<br>"),
        },
      }),
    },
    hovertemplate: "row %{y}, column %{x}: %{z}<extra></extra>",
  };
  return new Figure({
    data: [trace],
    layout: heatmapLayout(all, options, gaps > 0),
    caption,
    alt: options.alt ?? describeHeatmap(all, options, caption),
    sketch: sketchCells(rows, [low, high]),
  });
}

/** Where the cells stand: by name, or at the middle of the rows or columns that they are of. */
function positions(
  count: number,
  block: number,
  names?: readonly string[],
): string[] | number[] {
  if (names !== undefined) return names.map(plotlyText);
  const middle = (block - 1) / 2;
  return Array.from({ length: count }, (_, i) => i * block + middle);
}

function checkNames(
  name: string,
  names: unknown,
  count: number,
  what: string,
): void {
  if (names === undefined) return;
  if (
    !Array.isArray(names) || names.some((item) => typeof item !== "string")
  ) {
    throw new TypeError(
      `options.${name} is ${describe(names)}, expected an array of strings`,
    );
  }
  if (names.length !== count) {
    throw new TypeError(
      `options.${name} has ${names.length} names and matrix ${count} ${what}, expected as many`,
    );
  }
}
