/** What lies around images in a grid: their frames and labels, as traces of plotly.js. */

import { plotlyText } from "../parts/escape.ts";
import type { Mosaic, MosaicSizes } from "./mosaic.ts";
import { roundStep } from "../parts/numbers.ts";
import type { Data } from "../figure/plotly_json.ts";
import { light } from "../parts/style.ts";

/** Colours have some hundred steps, so a thousandth of their range is all that the eye can see. */
export function rounded(
  cells: readonly (readonly (number | null)[])[],
  [low, high]: readonly [number, number],
): (number | null)[][] {
  const step = roundStep((high - low || 1) / 1000);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  return cells.map((row) =>
    row.map((value) => {
      if (value === null || !Number.isFinite(value)) return null;
      const whole = Math.round(value / step) * step;
      return digits > 20 ? whole : Number(whole.toFixed(digits));
    })
  );
}

/** A thin line around each image, whose edge may be as white as the paper. */
export function frameTrace(
  { feet }: Mosaic,
  { image: [wide, high] }: MosaicSizes,
): Data {
  const half = wide / 2;
  return {
    type: "scatter",
    mode: "lines",
    x: feet.flatMap((
      [x],
    ) => [x - half, x + half, x + half, x - half, x - half, null]),
    y: feet.flatMap(([, y]) => [y, y, y - high, y - high, y, null]),
    line: { color: light.grid, width: 1 },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  };
}

/** Pixels between an image and its label. */
const AIR = 2;

/** The texts under the images. */
export function labelTrace(
  { feet }: Mosaic,
  labels: readonly (readonly string[])[],
): Data[] {
  if (labels.length === 0) return [];
  return [{
    type: "scatter",
    mode: "text",
    x: feet.map(([x]) => x),
    y: feet.map(([, y]) => y + AIR),
    text: labels.map((lines) => lines.map(plotlyText).join("<br>")),
    textposition: "bottom center",
    textfont: { color: light.text, size: 11 },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  }];
}
