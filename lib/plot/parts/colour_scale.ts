/** Colours for values: the scales of heat maps, of images and of coloured points. */

import { type Fate, fates } from "./caption.ts";
import { plotlyText, wrap } from "./escape.ts";
import {
  checkFar,
  finiteRange,
  isWide,
  joinRanges,
  type Numbers,
} from "./numbers.ts";
import { checkChoice, checkRange } from "./options.ts";
import { colours, diverging, light } from "./style.ts";

/** Scales by name. */
export type Colors = "diverging" | "sequential" | "gray";

/** Options of the charts that show values as colours. */
export interface CellColours {
  /**
   * "diverging" from blue through white to red with zero in the middle, "sequential" from dark to
   * light (Viridis), "gray" from white to black; diverging if left out and values have both signs.
   */
  colors?: Colors;
  /** The values at the ends of the colours; those of the data if left out. */
  colorRange?: readonly [number, number];
  /** The title of the colour bar. */
  colorLabel?: string;
}

/** The names of {@linkcode CellColours}. */
export const cellColours = ["colors", "colorRange", "colorLabel"];

/** Refuses values that are wrong. */
export function checkColours(options: CellColours): void {
  checkChoice("colors", options.colors, ["diverging", "sequential", "gray"]);
  checkRange("colorRange", options.colorRange, "linear");
}

/** The scale and its ends, from the data where options leave them out. */
export function readColours(
  all: readonly Numbers[],
  { colors, colorRange }: CellColours,
  otherwise: Colors,
): { colors: Colors; range: readonly [number, number] } {
  const data = joinRanges(all.map((row) => finiteRange(row))) ?? [0, 1];
  const chosen = colors ??
    (data[0] < 0 && data[1] > 0 ? "diverging" : otherwise);
  checkFar(colorRange ?? data);
  const farthest = Math.max(-data[0], data[1]);
  return {
    colors: chosen,
    range: colorRange ??
      (chosen === "diverging" ? [-farthest, farthest] : data),
  };
}

/** The scale for a heat map. */
export function colourScale(
  colors: Colors,
  [low, high]: readonly [number, number],
) {
  const scales = {
    diverging,
    sequential: "Viridis",
    gray: [[0, "#ffffff"], [1, "#000000"]] as [number, string][],
  };
  return {
    zmin: low,
    zmax: isWide([low, high]) ? high : low + 1,
    colorscale: scales[colors],
  };
}

/** The bar beside the chart that says which colour is which number. */
export function colourBar(label: string | undefined) {
  return {
    thickness: 16,
    outlinewidth: 0,
    exponentformat: "power" as const,
    ...(label === undefined ? {} : {
      title: {
        // Above the bar: beside it plotly.js lets it run into the numbers. The last line is air.
        text: [...wrap(label, 12).map(plotlyText), " "].join("<br>"),
      },
    }),
  };
}

/** How cells are coloured. */
export interface Colouring {
  /** The values at the ends of the colours. */
  readonly range: readonly [number, number];
  /** What a heat map of plotly.js is told: scale, ends and bar. */
  readonly trace: ReturnType<typeof colourScale> & {
    readonly colorbar: ReturnType<typeof colourBar>;
  };
  /** The colour of cells without a value, which none with a value has, and what the caption says. */
  readonly gap: { readonly colour: string; readonly fate: Fate };
}

/** Chooses the colours of cells, `otherwise` where values have one sign and no scale is given. */
export function colourCells(
  rows: readonly Numbers[],
  options: CellColours,
  otherwise: Colors,
): Colouring {
  const { colors, range } = readColours(rows, options, otherwise);
  return {
    range,
    trace: {
      ...colourScale(colors, range),
      colorbar: colourBar(options.colorLabel),
    },
    gap: colors === "gray"
      ? { colour: colours[6], fate: fates.orangeCell }
      : { colour: light.gap, fate: fates.greyCell },
  };
}
