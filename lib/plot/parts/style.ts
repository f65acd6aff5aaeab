/** How figures look: a template for plotly.js, and colours that hold for colour-blind readers. */

import type { Layout } from "../figure/plotly_json.ts";
import { plotlyText, wrap } from "./escape.ts";

/**
 * The colours of Okabe and Ito (2008), those with the stronger contrast on white first; their
 * yellow, which white swallows, is left out.
 */
export const colours: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#000000",
  "#56b4e9",
  "#e69f00",
];

/** Dashes, so that colour is never the only mark. */
export const dashes = [
  "solid",
  "dash",
  "dot",
  "dashdot",
  "longdash",
  "longdashdot",
] as const;

/** Markers, so that colour is never the only mark. */
export const symbols = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "x",
  "triangle-down",
  "star",
] as const;

/** Patterns of bars, so that colour is never the only mark. */
export const patterns = ["", "/", "x", ".", "-", "\\", "+", "|"] as const;

/** The colours of all that is no data: each text has a contrast of at least 4.5 to 1 on the paper. */
export const light = {
  paper: "#ffffff",
  text: "#222222",
  title: "#111111",
  caption: "#444444",
  referenceText: "#333333",
  reference: "#555555",
  axis: "#767676",
  grid: "#e5e5e5",
  /** A cell without a value. */
  gap: "#bdbdbd",
} as const;

/** Blue through white to red, dark at both ends: for values of both signs. */
export const diverging: [number, string][] = [
  [0, "#053061"],
  [0.1, "#2166ac"],
  [0.25, "#4393c3"],
  [0.4, "#d1e5f0"],
  [0.5, "#f7f7f7"],
  [0.6, "#fddbc7"],
  [0.75, "#d6604d"],
  [0.9, "#b2182b"],
  [1, "#67001f"],
];

/** The width of a figure in pixels. */
export const WIDTH = 720;
/** The height of a figure in pixels. */
export const HEIGHT = 440;
/** The margins around the axes in pixels; room for title and caption comes on top. */
export const MARGIN = { l: 64, r: 24, t: 28, b: 56 } as const;

const TITLE_SIZE = 17;
const CAPTION_SIZE = 12.5;
const SIDE = 16;

const axis = {
  automargin: true,
  exponentformat: "power",
  gridcolor: light.grid,
  linecolor: light.axis,
  minexponent: 6,
  separatethousands: true,
  showline: true,
  tickcolor: light.axis,
  ticklen: 4,
  ticks: "outside",
  zerolinecolor: light.axis,
  title: { font: { size: 14 }, standoff: 10 },
  zeroline: false,
} as const;

/** What every figure has unless its own layout says otherwise. */
export const template = {
  layout: {
    colorway: [...colours],
    // Of raw figures: what plotly.js would draw in black on a dark page.
    annotationdefaults: { arrowcolor: light.reference },
    shapedefaults: { line: { color: light.reference } },
    updatemenudefaults: { bgcolor: light.paper, font: { color: light.text } },
    font: {
      color: light.text,
      // Verdana has the widths of DejaVu Sans, so that pages look like pictures.
      family: "DejaVu Sans, Verdana, sans-serif",
      size: 13,
    },
    // plotly.js would write in white on the colours of the series, some of which are too light.
    hoverlabel: {
      align: "left",
      bgcolor: light.paper,
      bordercolor: light.axis,
      font: { color: light.text },
    },
    legend: { itemsizing: "trace", traceorder: "normal", x: 1.02, y: 1 },
    margin: MARGIN,
    paper_bgcolor: light.paper,
    plot_bgcolor: light.paper,
    title: {
      font: { color: light.title, size: TITLE_SIZE },
      pad: { l: SIDE, t: 14 },
      subtitle: { font: { color: light.caption, size: CAPTION_SIZE } },
      x: 0,
      xanchor: "left",
      xref: "container",
      y: 1,
      yanchor: "top",
      yref: "container",
    },
    xaxis: axis,
    yaxis: axis,
  },
} as const;

/** A title for a layout: escaped, and broken into lines that fit the width. */
export function titleText(title: string, width: number): string {
  return wrap(title, fitting(TITLE_SIZE, width)).map(plotlyText).join("<br>");
}

/** How many characters of an axis title fit along a vertical axis. */
export function fittingHeight(height: number): number {
  return Math.max(12, Math.floor((height - 150) / (0.56 * 14)));
}

/**
 * The layout with a caption under its title, so that a picture alone has it too, and the room that
 * title and caption take.
 */
export function withCaption(
  layout: Layout,
  caption: string,
): Layout {
  const title = typeof layout.title === "string"
    ? { text: layout.title as string }
    : layout.title ?? {};
  const text = title.text ?? "";
  const lines = text === "" ? 0 : text.split("<br>").length;
  const captionLines = caption === ""
    ? []
    : wrap(caption, fitting(CAPTION_SIZE, layout.width ?? WIDTH));
  const small = captionLines.map(plotlyText).join("<br>");
  const height = TITLE_SIZE * lines + CAPTION_SIZE * captionLines.length;
  if (height === 0) {
    return { ...layout, margin: { ...MARGIN, ...layout.margin } };
  }
  // plotly.js moves the first of several lines up, out of the figure: more room against that.
  const [size, count] = lines > 0
    ? [TITLE_SIZE, lines]
    : [CAPTION_SIZE, captionLines.length];
  const lift = Math.ceil(0.6 * size * (count - 1));
  const between = lines > 0 && small !== "" ? 6 : 0;
  const top = Math.ceil(28 + 1.3 * height + lift + between);
  const pad = { l: SIDE, t: 14 + lift };
  return {
    ...layout,
    margin: { ...MARGIN, t: top, ...layout.margin },
    title: lines === 0
      ? {
        pad,
        ...title,
        text: small,
        font: { color: light.caption, size: CAPTION_SIZE },
      }
      : small === ""
      ? { pad, ...title }
      : { pad, subtitle: { text: small }, ...title },
  };
}

function fitting(size: number, width: number): number {
  return Math.floor((width - 2 * SIDE) / (0.56 * size));
}
