/** What the layout of every chart begins with: size, title, legend. */

import { legendOf } from "./legend.ts";
import type { ChartOptions } from "./options.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { MARGIN, titleText, WIDTH } from "./style.ts";

/** The beginning of a layout, and about how many pixels it leaves for the axes. */
export interface ChartLayout {
  readonly layout: Layout & { width: number; height: number };
  /** The names of the series for their traces, escaped. */
  readonly names: readonly string[];
  readonly plotWidth: number;
  readonly plotHeight: number;
}

/**
 * Makes room for the names in the legend, of which null are none.
 *
 * @param more pixels that the chart needs besides, for long names along its axis
 */
export function chartLayout(
  options: ChartOptions,
  names: readonly (string | null)[],
  more = 0,
): ChartLayout {
  const { width = WIDTH, title } = options;
  const legend = legendOf(names, width);
  const { height = legend.height + more } = options;
  return {
    layout: {
      width,
      height,
      ...legend.layout,
      ...titleLayout(title, width),
    },
    names: legend.names,
    plotWidth: Math.max(40, width - MARGIN.l - MARGIN.r - legend.right),
    plotHeight: Math.max(
      40,
      height - MARGIN.t - MARGIN.b - legend.below - (title ? 32 : 0),
    ),
  };
}

/** A title that is shown as written. */
export function titleLayout(title: string | undefined, width: number): Layout {
  return title === undefined
    ? {}
    : { title: { text: titleText(title, width) } };
}
