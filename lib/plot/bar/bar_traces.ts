/** Bars as traces of plotly.js. */

import type { BarRow } from "./bar_values.ts";
import { plainNumbers } from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";
import type { Data } from "../figure/plotly_json.ts";
import type { Drawn } from "../parts/reference_place.ts";
import { colours, light, patterns } from "../parts/style.ts";

/** The widest bar in pixels. */
const WIDEST = 110;

/** The part of the room of a category that its bars take together. */
export function groupWidth(series: number, slot: number): number {
  return Math.min(0.75, WIDEST * series / slot);
}

/** The bars of a series, filled with its pattern. */
export function barTrace(
  { name, values, errors }: BarRow,
  categories: readonly (string | number)[],
  escaped: string,
  yScale: Scale,
  index: number,
): Data {
  const colour = colours[index % colours.length];
  const drawn = Array.from(
    values,
    (value) => yScale === "log" && !(value > 0) ? NaN : value,
  );
  return {
    type: "bar",
    ...(name === null ? { showlegend: false } : { name: escaped }),
    x: [...categories],
    y: plainNumbers(drawn),
    hovertemplate: `${
      name === null ? "" : "%{fullData.name}<br>"
    }%{x}: %{y}<extra></extra>`,
    marker: {
      color: colour,
      line: { color: colour, width: 1.5 },
      pattern: {
        shape: patterns[index % patterns.length],
        fillmode: "replace",
        // The ground is named, or pictures show the stripes alone.
        bgcolor: colour,
        fgcolor: light.paper,
        size: 8,
        solidity: 0.25,
      },
    },
    ...(errors === null ? {} : {
      error_y: {
        type: "data",
        array: plainNumbers(errors) as number[], // null is no line
        color: light.reference,
        thickness: 1.5,
      },
    }),
  };
}

/** The sides and the top of each bar, for labels to keep clear of. */
export function barOutlines(
  { values }: BarRow,
  { index, count, group, floor }: {
    index: number;
    count: number;
    group: number;
    floor: number;
  },
): Drawn[] {
  const wide = group / count;
  return Array.from(values, (value, i) => {
    const left = i - group / 2 + index * wide;
    return {
      x: [left, left, left + wide, left + wide],
      y: [floor, value, value, floor],
      joined: true,
    };
  });
}
