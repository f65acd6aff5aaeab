/** The sizes and axes of heat maps. */

import { titleLayout } from "../parts/chart_layout.ts";
import { plotlyText, wrap } from "../parts/escape.ts";
import type { HeatmapOptions } from "./heatmap.ts";
import { type Numbers, roundStep } from "../parts/numbers.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { fittingHeight, HEIGHT, MARGIN, WIDTH } from "../parts/style.ts";

/** The width of the colour bar with its numbers. */
const BAR_ROOM = 84;

/** The layout: as large as square cells need within reason, row 0 at the top. */
export function heatmapLayout(
  rows: readonly Numbers[],
  options: HeatmapOptions,
): Layout {
  const { aspect = "equal", width, height } = options;
  const [down, across] = [rows.length, rows[0].length];
  const square = aspect === "equal";
  const room = MARGIN.l + MARGIN.r + BAR_ROOM;
  // A figure as wide as square cells need, within reason.
  const plotHeight = (height ?? HEIGHT) - MARGIN.b - 60;
  const fitted = Math.round(plotHeight * across / down) + room;
  const chosen = width ??
    (square ? Math.min(WIDTH, Math.max(420, fitted)) : WIDTH);
  const needed = Math.round((chosen - room) * down / across) + MARGIN.b + 60;
  const plotWidth = chosen - room;
  const cellsHigh = square
    ? Math.min(plotHeight, plotWidth * down / across)
    : plotHeight;
  const cellsWide = square
    ? Math.min(plotWidth, plotHeight * across / down)
    : plotWidth;
  // Ticks on whole numbers, so many pixels apart at least.
  const axis = (
    label: string | undefined,
    wrapAt: number,
    count: number,
    [length, spacing]: readonly [number, number],
    names?: readonly string[],
  ) => ({
    ...(label === undefined
      ? {}
      : { title: { text: wrap(label, wrapAt).map(plotlyText).join("<br>") } }),
    ...(names === undefined
      ? {
        tick0: 0,
        dtick: roundStep(Math.max(1, count / 8, spacing * count / length)),
      }
      : { type: "category" as const }),
    constrain: "domain" as const,
    showgrid: false,
  });
  const figureHeight = height ??
    (square ? Math.min(HEIGHT, Math.max(200, needed)) : HEIGHT);
  return {
    width: chosen,
    height: figureHeight,
    xaxis: axis(
      options.xLabel,
      60,
      across,
      [cellsWide, 40],
      options.columnNames,
    ),
    yaxis: {
      ...axis(options.yLabel, fittingHeight(figureHeight), down, [
        cellsHigh,
        16,
      ], options.rowNames),
      autorange: "reversed",
      ...(square ? { scaleanchor: "x" as const } : {}),
    },
    ...titleLayout(options.title, chosen),
  };
}
