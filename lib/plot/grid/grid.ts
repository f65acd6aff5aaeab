/**
 * Grids: several figures in one.
 *
 * @module
 */

import {
  checkComposedOptions,
  checkFigure,
} from "../figure/composed_options.ts";
import { joinSentences } from "../parts/caption.ts";
import { Figure } from "../figure/figure.ts";
import { fitAxis } from "./grid_fit.ts";
import { type Cell, placeInCell } from "./grid_cell.ts";
import { checkComposable, sharedLayout } from "./grid_check.ts";
import { entries, haveOneLegend } from "./grid_legend.ts";
import { type CellSize, cellSizes } from "./grid_sizes.ts";
import { writeCount } from "../parts/numbers.ts";
import { type ChartOptions, describe } from "../parts/options.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { light, titleText, withCaption } from "../parts/style.ts";

/** Options of {@linkcode grid}. */
export interface GridOptions
  extends Pick<ChartOptions, "title" | "width" | "height" | "caption" | "alt"> {
  /** How many figures stand side by side; about as many as rows if left out. */
  columns?: number;
}

const known = ["title", "width", "height", "caption", "alt", "columns"];

/**
 * Composes figures into one, row by row.
 *
 * Each keeps its axes, title, colour bar and legend; where all legends are the same there is one on top. Captions,
 * descriptions and sketches are joined. Axes are independent: give charts that should be compared
 * the same ranges.
 *
 * @param figures the figures, those of charts or `new Figure`
 * @param options columns, titles and sizes
 * @throws {TypeError} one is not a figure, or cannot share a page with others: it has frames, a
 * slider, or axes that are not x and y; an unknown option
 * @throws {RangeError} no figure, a value of an option is out of range
 *
 * @example
 * ```ts
 * import { grid, heatmap, line } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = grid([
 *   line({ train: [3, 2, 1] }, { title: "Loss", xLabel: "step" }),
 *   heatmap([[1, -2], [0, 3]], { title: "Gradient" }),
 * ], { columns: 2, title: "A step" });
 * console.assert(figure.alt.startsWith("Grid “A step” of 2 figures in 2 columns."));
 * ```
 */
export function grid(
  figures: readonly Figure[],
  options: GridOptions = {},
): Figure {
  checkComposedOptions("grid", options, known);
  checkFigures(figures);
  const columns = options.columns ?? Math.ceil(Math.sqrt(figures.length));
  checkColumns(columns);
  const width = options.width ??
    Math.min(1080, Math.max(720, 360 * Math.min(columns, figures.length)));
  const sharesLegend = haveOneLegend(figures);
  const caption = joinSentences([
    options.caption ?? "",
    ...figures.map((figure, i) =>
      figure.caption === "" ? "" : `${nameOf(figure, i)}: ${figure.caption}`
    ),
  ]);
  const title = options.title === undefined
    ? {}
    : { title: { text: titleText(options.title, width) } };
  const hasHead = options.title !== undefined || caption !== "";
  const head = hasHead ? withCaption({ width, ...title }, caption) : {};
  const top = Number(head.margin?.t ?? 8) + (sharesLegend ? 28 : 0);
  const { height, cells } = cellSizes(figures, {
    columns,
    width,
    height: options.height,
    top,
    sharesLegend,
  });

  const data: Data[] = [];
  const layout: Record<string, unknown> = {};
  const lists = {
    annotations: [] as unknown[],
    shapes: [] as unknown[],
    images: [] as unknown[],
  };
  let used = { x: 0, y: 0 };
  for (const [index, size] of cells.entries()) {
    const figure = figures[index];
    const number = index === 0 ? "" : String(index + 1);
    const right = size.left + size.width, bottom = size.top + size.height;
    const cell: Cell = {
      x: [size.left / width, right / width],
      y: [size.top, bottom].map((y) => 1 - (y - top) / (height - top))
        .toReversed() as [number, number],
    };
    const placed = placeInCell(figure, cell, used, `coloraxis${number}`);
    used = placed.used;
    for (const [key, value] of Object.entries(placed.axes)) {
      layout[key] = key.startsWith("coloraxis")
        ? value
        : fitAxis(value, key[0], key[0] === "x" ? size.width : size.height);
    }
    const shown = sharesLegend && index > 0 ? [] : entries(figure);
    const legend = sharesLegend ? "legend" : `legend${number}`;
    data.push(...placed.data.map((trace, i) => ({
      ...trace,
      showlegend: shown.includes(figure.data[i]),
      legend,
      ...inGroup(trace, index),
    } as Data)));
    if (size.legend !== null) {
      layout[legend] = {
        ...legendAt(cell.x[0], cell.y[1]),
        orientation: size.legend.orientation,
      };
    }
    for (const key of ["annotations", "shapes", "images"] as const) {
      lists[key].push(...placed[key]);
    }
    if (size.title !== "") lists.annotations.push(titleAt(cell, size));
  }
  if (sharesLegend) {
    layout.legend = { ...legendAt(16 / width, 1), orientation: "h" };
  }
  return new Figure({
    data,
    layout: {
      ...sharedLayout(figures),
      ...layout,
      ...lists,
      ...title,
      width,
      height,
      showlegend: data.some((trace) =>
        (trace as { showlegend?: boolean }).showlegend
      ),
      margin: { l: 0, r: 0, b: 0, t: top },
    } as Layout,
    caption,
    alt: options.alt ?? joinSentences([
      `Grid${options.title ? ` “${options.title}”` : ""} of ${
        writeCount(figures.length, "figure")
      } in ${writeCount(columns, "column")}.`,
      ...figures.map(({ alt }, i) => `${i + 1}. ${alt}`),
      options.caption ?? "",
    ]),
    sketch: figures.map((figure, i) =>
      figure.sketch === "" ? "" : `${nameOf(figure, i)}\n${figure.sketch}`
    ).filter((text) => text !== "").join("\n\n"),
  });
}

/** The title of a figure above its axes and its legend. */
function titleAt({ x, y }: Cell, { title, legend }: CellSize) {
  return {
    text: title,
    xref: "paper",
    x: x[0],
    xanchor: "left",
    yref: "paper",
    y: y[1],
    yanchor: "bottom",
    yshift: (legend?.height ?? 0) + 4,
    align: "left",
    font: { color: light.title, size: 15 },
    showarrow: false,
  };
}

function legendAt(x: number, y: number) {
  return { x, xanchor: "left", y, yanchor: "bottom" };
}

/** Groups of one figure's legend are not those of another's. */
function inGroup(trace: Data, index: number): { legendgroup?: string } {
  const { legendgroup } = trace as { legendgroup?: string };
  return legendgroup ? { legendgroup: `${index + 1}: ${legendgroup}` } : {};
}

/** What a figure is called in the texts of the grid. */
function nameOf(figure: Figure, index: number): string {
  // Written by a chart, a description begins with its kind and title.
  return figure.alt.match(/^[^:.]*“([^”]*)”/)?.[1] ?? `Figure ${index + 1}`;
}

function checkFigures(figures: unknown): asserts figures is readonly Figure[] {
  if (!Array.isArray(figures)) {
    throw new TypeError(
      `figures is ${
        describe(figures)
      }, expected an array such as [line([1, 2]), line([2, 1])]`,
    );
  }
  if (figures.length === 0) {
    throw new RangeError("figures is empty, expected at least one figure");
  }
  figures.forEach((figure, i) => {
    checkFigure(`figures[${i}]`, figure);
    checkComposable(figure, i);
  });
}

function checkColumns(columns: unknown): void {
  if (typeof columns !== "number") {
    throw new TypeError(
      `options.columns is ${describe(columns)}, expected a number of columns`,
    );
  }
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= 12)) {
    throw new RangeError(
      `options.columns is ${columns}, expected a whole number from 1 to 12`,
    );
  }
}
