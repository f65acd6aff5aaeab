/**
 * plotly.js in jsdom: figures as SVG text, with no browser.
 *
 * jsdom has no layout and no canvas, and plotly.js asks for both. What it needs of them is stood in
 * for here: sizes of text, from the real widths of the font, and a canvas for the cells of heat
 * maps. plotly.js does not promise to work like this, hence the pinned versions and a test of
 * every chart.
 *
 * @module
 */

import { JSDOM, VirtualConsole } from "jsdom";
import { dejavuSansMetrics } from "../font/metrics.ts";
import type { PlotlyJson } from "../figure/plotly_json.ts";
import { plotlySource } from "../figure/plotly_bundle.ts";
import { CellCanvas } from "./cell_canvas.ts";
import { ownBox, pageBox, type SvgElement } from "./svg_box.ts";
import type { Edges } from "./affine.ts";
import { pathLength, pointAlong } from "./path_length.ts";

/** The one function of plotly.js that is called. */
interface Plotly {
  toImage(
    figure: unknown,
    options: Record<string, unknown>,
  ): Promise<string>;
}

/** A page of jsdom in which plotly.js has run. */
interface PlotlyPage {
  readonly JSON: typeof JSON;
  readonly Plotly: Plotly;
}

let page: Promise<PlotlyPage> | undefined;
let queue: Promise<unknown> = Promise.resolve();

/** Draws a figure as SVG text, one figure after the other. */
export function drawSvg(figure: PlotlyJson): Promise<string> {
  const svg = queue.then(() => draw(figure));
  queue = svg.catch(() => {});
  return svg;
}

async function draw(figure: PlotlyJson): Promise<string> {
  const { JSON: pageJson, Plotly } = await (page ??= openPage());
  const { width = 700, height = 450 } = figure.layout;
  const svg = await Plotly.toImage(
    // Objects of the page's own, as plotly.js tests for its own Array and Object.
    pageJson.parse(JSON.stringify(figure)),
    { format: "svg", width, height, imageDataOnly: true },
  );
  // resvg takes references without quotes only, and knows sharp cells by another name.
  return svg.replace(/url\((?:&quot;|'|")(#[^)]+?)(?:&quot;|'|")\)/g, "url($1)")
    .replaceAll("image-rendering: pixelated", "image-rendering: optimizeSpeed");
}

async function openPage(): Promise<PlotlyPage> {
  const metrics = await dejavuSansMetrics();
  const { window } = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    virtualConsole: new VirtualConsole(),
  });
  window.URL.createObjectURL = () => "blob:none";
  window.URL.revokeObjectURL = () => {};
  Object.assign(window, {
    requestAnimationFrame: (callback: () => void) =>
      window.setTimeout(callback, 0),
    cancelAnimationFrame: (id: number) => window.clearTimeout(id),
  });
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: CanvasElement, kind: string) {
      return kind === "2d" ? this.cells ??= new CellCanvas(this) : null;
    },
    toDataURL(this: CanvasElement) {
      return (this.cells ??= new CellCanvas(this)).toDataUrl();
    },
  });
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: SvgElement) {
      return toRect(ownBox(this, metrics));
    },
    getBoundingClientRect(this: SvgElement) {
      return toRect(pageBox(this, metrics));
    },
    getComputedTextLength(this: SvgElement) {
      return toRect(ownBox(this, metrics)).width;
    },
    getTotalLength(this: SvgElement) {
      return pathLength(this.getAttribute("d") ?? "");
    },
    getPointAtLength(this: SvgElement, length: number) {
      return pointAlong(this.getAttribute("d") ?? "", length);
    },
  });
  window.eval(await plotlySource("cartesian"));
  return window as unknown as PlotlyPage;
}

interface CanvasElement {
  readonly width: number;
  readonly height: number;
  cells?: CellCanvas;
}

function toRect([left, top, right, bottom]: Edges) {
  const [width, height] = [right - left, bottom - top];
  return { x: left, y: top, left, top, right, bottom, width, height };
}
