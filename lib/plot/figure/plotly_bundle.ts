/**
 * plotly.js as a script element, to embed once in a notebook or a page, so that figures draw
 * themselves without a network.
 *
 * There are two: the cartesian bundle (lines, bars, histograms, heat maps, boxes, contours) and, for
 * surfaces, the one that draws with WebGL. Compressed they take 0.66 MB and 0.74 MB where the full
 * one takes 1.97 MB, and a Deno kernel should not send a message of 2 MB. The types of figures come
 * from `plotly.js-dist-min`, the only one of plotly's packages that ships them.
 *
 * @module
 */

import { figureDrawer } from "./draw_in_page.js";
import { darkColours } from "./theme.ts";
import { gl3dTypes, type PlotlyBundle, plotlyBundleOf } from "./trace_types.ts";

const scripts = new Map<PlotlyBundle, Promise<string>>();

/**
 * The text of a `<script>` element that defines `globalThis.__ticksPlotly`, a promise of the
 * `Plotly` object, in the page that it is put into; of the bundle "gl3d" it is
 * `globalThis.__ticksPlotlyGl3d`, and both may be in a page.
 *
 * It also defines `globalThis.__ticksFigures`, whose `draw(element, figure)` draws a figure's JSON
 * with the bundle that it needs and in the colours of the page: dark where the page is dark, by the
 * theme of the front end, by `data-theme="dark"` on the `html` element, or by the page's
 * `color-scheme`; it follows when that changes.
 *
 * The library travels as gzip in base64 and is unpacked in the page by `DecompressionStream`. A
 * second copy in the same page does nothing; a page with an AMD loader (RequireJS) keeps its
 * `define`; where the page cannot unpack it, the promise is rejected and figures stay the pictures
 * that they are. The text is the same each time and is made once per process.
 *
 * @example A page of one's own
 * ```ts
 * import { plotlyBundleScript } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const script = await plotlyBundleScript();
 * const page = `<!doctype html><title>Mine</title>${script}
 * <div id="plot"></div>
 * <script>
 *   __ticksPlotly.then((Plotly) => Plotly.newPlot("plot", [{ y: [1, 3, 2] }]));
 * </script>`;
 * console.assert(page.length < 1e6);
 * ```
 *
 * @example A page with figures of this package
 * ```ts
 * import { line, plotlyBundleScript } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = line([3, 1, 2]);
 * const page = `<!doctype html><title>Mine</title>
 * <div id="plot"></div>
 * ${await plotlyBundleScript()}
 * <script>__ticksFigures.draw(plot, ${JSON.stringify(figure)});</script>`;
 * console.assert(page.includes("__ticksFigures ??="));
 * ```
 *
 * @param bundle the bundle, "cartesian" if left out
 * @returns the element, opening and closing tag included
 * @throws {RangeError} `bundle` is neither
 */
export function plotlyBundleScript(
  bundle: PlotlyBundle = "cartesian",
): Promise<string> {
  if (bundle !== "cartesian" && bundle !== "gl3d") {
    throw new RangeError(
      `bundle is ${JSON.stringify(bundle)}, expected "cartesian" or "gl3d"`,
    );
  }
  let script = scripts.get(bundle);
  if (script === undefined) {
    script = makeScript(bundle);
    scripts.set(bundle, script);
    script.catch(() => scripts.delete(bundle));
  }
  return script;
}

/** The script elements that a page with these figures, given as Plotly JSON, needs. */
export async function plotlyScriptsFor(
  figures: readonly Parameters<typeof plotlyBundleOf>[0][],
): Promise<string> {
  const bundles = new Set(figures.map(plotlyBundleOf));
  return (await Promise.all([...bundles].map(plotlyBundleScript))).join("\n");
}

async function makeScript(bundle: PlotlyBundle): Promise<string> {
  const base64 = (await gzip(await plotlySource(bundle))).toBase64();
  const name = bundle === "gl3d" ? "__ticksPlotlyGl3d" : "__ticksPlotly";
  // plotly's wrapper takes `module` where it is given one, so nothing global is touched but what
  // plotly itself sets; `define` is hidden from the libraries inside.
  return `<script>globalThis.${name} ??= (async () => {
  const packed = Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).text();
  const module = { exports: {} };
  new Function("module", "exports", "define", source)(module, module.exports, undefined);
  return module.exports;
})();
globalThis.${name}.catch(() => {});
globalThis.__ticksFigures ??= (${figureDrawer})(${
    JSON.stringify(darkColours)
  }, ${JSON.stringify(gl3dTypes)});</script>`;
}

/** The source text of a plotly.js bundle; the cartesian one draws all pictures. */
export async function plotlySource(bundle: PlotlyBundle): Promise<string> {
  const { default: source } = bundle === "gl3d"
    ? await import("plotly.js-gl3d-dist-min/plotly-gl3d.min.js", {
      with: { type: "text" },
    })
    : await import("plotly.js-cartesian-dist-min/plotly-cartesian.min.js", {
      with: { type: "text" },
    });
  return source;
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
