/** An axis of names: of layers, optimizers, classes. */

import { axis } from "./axis.ts";
import { plotlyText, wrap } from "./escape.ts";

/** Pixels of a character and of a line. */
const CHARACTER = 7.5, LINE = 18;

/** An axis of names, and the room that they take under it. */
export interface CategoryAxis {
  /** The names as plotly.js takes them. */
  readonly names: readonly string[];
  /** The axis of plotly.js. */
  readonly axis: Record<string, unknown>;
  /** Pixels that the names need more than numbers would. */
  readonly more: number;
}

/**
 * Names side by side where they fit, broken at spaces or as they are, else slanted, and upright
 * where there are many; plotly.js leaves some out where there is no room for all.
 */
export function categoryAxis(
  names: readonly string[],
  label: string | undefined,
  plotWidth: number,
): CategoryAxis {
  const slot = plotWidth / names.length;
  const fitting = Math.max(1, Math.floor((slot - 6) / CHARACTER));
  const broken = names.map((name) => wrap(name, fitting));
  const longest = Math.max(...broken.flat().map((line) => line.length));
  const flat = longest <= fitting && broken.every((lines) => lines.length <= 4);
  const length = CHARACTER * Math.max(...names.map((name) => name.length));
  const angle = flat ? 0 : slot > 24 ? -40 : -90;
  const high = flat
    ? LINE * Math.max(...broken.map((lines) => lines.length))
    : length * Math.sin(Math.abs(angle) / 180 * Math.PI) + LINE;
  const shown = (flat ? broken : names.map((name) => [name]))
    .map((lines) => lines.map(plotlyText).join("<br>"));
  return {
    names: shown,
    axis: {
      type: "category",
      categoryorder: "array",
      categoryarray: shown,
      tickangle: angle,
      showgrid: false,
      range: [-0.5, names.length - 0.5],
      ...(label === undefined ? {} : {
        title: {
          text: wrap(label, Math.floor(plotWidth / 9)).map(plotlyText)
            .join("<br>"),
        },
      }),
    },
    more: Math.max(0, Math.round(high - LINE)),
  };
}

/** An axis of the numbers 0, 1, 2, ... in place of names. */
export function countAxis(
  count: number,
  label: string | undefined,
): Omit<CategoryAxis, "names"> & { readonly names: readonly number[] } {
  return {
    names: Array.from({ length: count }, (_, i) => i),
    axis: axis({
      label: label ?? "",
      scale: "linear",
      data: null,
      range: [-0.5, count - 0.5],
      pad: 0,
      whole: true,
    }),
    more: 0,
  };
}

/** Refuses names that stand twice, which would share one place. */
export function checkDistinct(
  argument: string,
  names: readonly string[],
): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new RangeError(
      `${argument} has ${
        JSON.stringify(twice)
      } twice, expected names that differ`,
    );
  }
}
