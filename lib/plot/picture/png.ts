/**
 * Pictures of figures without a browser: plotly.js draws SVG in jsdom, resvg turns it into a PNG
 * with a font that travels along, so that the picture is the same everywhere.
 *
 * @module
 */

import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { dejavuSans } from "../font/dejavu_sans.ts";
import type { PlotlyJson } from "../figure/plotly_json.ts";
import { encodeOpaque } from "./encode_png.ts";
import { resvgModule } from "./resvg_module.js";
import { drawSvg } from "./svg.ts";

let ready: Promise<void> | undefined;

/** Draws a figure as a PNG with `scale` times the figure's width and height in pixels. */
export async function drawPng(
  figure: PlotlyJson,
  scale: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const svg = await drawSvg(figure);
  await (ready ??= initWasm(resvgModule));
  const resvg = new Resvg(svg, {
    background: "#ffffff",
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontBuffers: [await dejavuSans()],
      defaultFontFamily: "DejaVu Sans",
      loadSystemFonts: false,
    },
  });
  try {
    const image = resvg.render();
    try {
      const { width, height, pixels } = image;
      return encodeOpaque({ width, height, data: pixels });
    } finally {
      image.free();
    }
  } finally {
    resvg.free();
  }
}
