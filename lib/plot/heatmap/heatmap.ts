/**
 * Heat maps: matrices and images as coloured cells.
 *
 * @module
 */

import { plotlyText } from "../parts/escape.ts";
import { Figure } from "../figure/figure.ts";
import { gapTrace } from "../parts/gap_trace.ts";
import { heatmapLayout } from "./heatmap_layout.ts";
import { countGaps, gapNotes, writeCaption } from "../parts/caption.ts";
import {
  type CellColours,
  cellColours,
  checkColours,
  colourCells,
} from "../parts/colour_scale.ts";
import { blockNote, describeHeatmap } from "./heatmap_words.ts";
import { type FlatMatrix, readMatrix, shrink } from "../parts/matrix.ts";
import { type Numbers, plainNumbers } from "../parts/numbers.ts";
import {
  type ChartOptions,
  checkChoice,
  checkNames,
  checkOptions,
} from "../parts/options.ts";
import { sketchCells } from "../parts/sketch.ts";

/** Options of {@linkcode heatmap}. */
export interface HeatmapOptions extends ChartOptions, CellColours {
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
  ...cellColours,
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
 * NaN and infinities are grey cells, orange ones on the gray scale, and counted in the caption. Of matrices of more than 200 rows or
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
  checkColours(options);
  checkChoice("aspect", options.aspect, ["equal", "fill"]);
  checkChoice("thin", options.thin, [true, false]);
  const all = readMatrix(matrix);
  checkNames("rowNames", options.rowNames, all.length, "matrix", "rows");
  checkNames(
    "columnNames",
    options.columnNames,
    all[0].length,
    "matrix",
    "columns",
  );

  const named = options.rowNames !== undefined ||
    options.columnNames !== undefined;
  const { rows, block } = options.thin === false || named
    ? { rows: all, block: [1, 1] as const }
    : shrink(all, LIMIT);
  const { range, trace, gap } = colourCells(all, options, "sequential");
  const gaps = countGaps(all, "linear");
  const caption = writeCaption(options, "value", [
    ...gapNotes("value", gaps, gap.fate),
    blockNote(block),
  ]);

  const x = positions(rows[0].length, block[1], options.columnNames);
  const y = positions(rows.length, block[0], options.rowNames);
  return new Figure({
    data: [
      {
        type: "heatmap",
        z: rows.map((row) => plainNumbers(row, range)) as number[][], // null is a gap
        x,
        y,
        ...trace,
        hovertemplate: "row %{y}, column %{x}: %{z}<extra></extra>",
      },
      ...gapTrace({ cells: rows, x, y }, gap.colour),
    ],
    layout: heatmapLayout(all, options),
    caption,
    alt: options.alt ?? describeHeatmap(all, options, caption),
    sketch: sketchCells(rows, range),
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
