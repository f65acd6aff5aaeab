/** Where the legend stands, and the room that it takes. */

import { plotlyText, wrap } from "./escape.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { HEIGHT, MARGIN } from "./style.ts";

/** Pixels of a character, of a line, and of the line or marker before the names. */
const CHARACTER = 7.3, LINE = 20, SAMPLE = 50;
/** Longer names than these get a legend under the chart, where they need not be broken. */
const RIGHT_AT_MOST = 24;

/** A legend with its room. */
export interface Legend {
  /** The names as plotly.js takes them, escaped and broken into lines. */
  readonly names: readonly string[];
  /** Pixels to the right of the axes. */
  readonly right: number;
  /** Pixels under the axes. */
  readonly below: number;
  /** The height of a figure with this legend, unless it is told another. */
  readonly height: number;
  /** What the layout says of it. */
  readonly layout: Layout;
}

/** The legend of these names: on the right where they are short, else under the chart. */
export function legendOf(
  names: readonly (string | null)[],
  width: number,
): Legend {
  const shown = names.filter((name) => name !== null);
  const longest = Math.max(0, ...shown.map((name) => name.length));
  const onRight = longest <= Math.min(RIGHT_AT_MOST, width / 30);
  const most = Math.floor((width - MARGIN.l - MARGIN.r - SAMPLE) / CHARACTER);
  const broken = names.map((name) => wrap(name ?? "", most));
  const lines = shown.length === 0 ? 0 : broken.flat().length;
  const below = onRight ? 0 : LINE * lines + 12;
  return {
    names: broken.map((parts) => parts.map(plotlyText).join("<br>")),
    right: onRight && lines > 0 ? CHARACTER * longest + SAMPLE : 0,
    below,
    height: onRight ? Math.max(HEIGHT, 130 + LINE * lines) : HEIGHT + below,
    layout: {
      showlegend: shown.length > 0,
      ...(onRight ? {} : {
        legend: {
          x: 0,
          xanchor: "left",
          y: 0,
          yref: "container",
          yanchor: "bottom",
        },
        margin: { b: MARGIN.b + below },
      }),
    },
  };
}
