/** What can share a page with other figures, and what cannot. */

import type { Figure } from "../figure/figure.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { gl3dTypes } from "../figure/trace_types.ts";

/** The traces that are not drawn on an x and a y axis. */
const elsewhere: readonly unknown[] = [...gl3dTypes, "pie", "scatterternary"];

/** What a layout says of all its axes together: of a grid it can be said once. */
const sharedKeys = [
  "bargap",
  "bargroupgap",
  "barmode",
  "barnorm",
  "boxgap",
  "boxgroupgap",
  "boxmode",
  "hovermode",
  "scattermode",
  "violingap",
  "violingroupgap",
  "violinmode",
];

type Json = Record<string, unknown>;

/** Refuses a figure that cannot be a cell, and says what to do. */
export function checkComposable(figure: Figure, index: number): void {
  const refuse = (what: string) => {
    throw new TypeError(
      `figures[${index}] has ${what}, which a grid cannot hold; show it on its own with show()`,
    );
  };
  const layout = figure.layout as Json;
  if (figure.picture !== figure) {
    throw new TypeError(
      `figures[${index}] is drawn in three dimensions, which a grid cannot hold; show it on its own with show(), or give contour here`,
    );
  }
  if (figure.frames.length > 0) refuse("frames");
  for (const key of ["sliders", "updatemenus"]) {
    if ((layout[key] as unknown[] | undefined)?.length) refuse(key);
  }
  if (layout.grid !== undefined) refuse("a layout.grid");
  for (const { type } of figure.data) {
    if (elsewhere.includes(type)) refuse(`a trace of the type ${type}`);
  }
}

/** What all figures say of their axes together. */
export function sharedLayout(figures: readonly Figure[]): Layout {
  const shared: Json = {};
  for (const key of sharedKeys) {
    for (const [i, { layout }] of figures.entries()) {
      const value = (layout as Json)[key];
      if (value === undefined) continue;
      if (shared[key] !== undefined && shared[key] !== value) {
        throw new TypeError(
          `figures[${i}].layout.${key} is ${JSON.stringify(value)} and ${
            JSON.stringify(shared[key])
          } in a figure before it, expected the same; show one of them on its own with show()`,
        );
      }
      shared[key] = value;
    }
  }
  return shared as Layout;
}
