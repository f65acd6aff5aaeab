/**
 * plotly.js as one script element, to embed once in a notebook or a page, so that figures draw
 * themselves without a network.
 *
 * It is the cartesian bundle (lines, bars, histograms, heat maps, boxes, contours): compressed it
 * takes 0.66 MB where the full one takes 1.97 MB, and a Deno kernel should not send a message of
 * 2 MB. The types of figures come from `plotly.js-dist-min`, the only one of plotly's packages that
 * ships them.
 *
 * @module
 */

let script: Promise<string> | undefined;

/**
 * The text of a `<script>` element that defines `globalThis.__ticksPlotly`, a promise of the
 * `Plotly` object, in the page that it is put into.
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
 * @returns the element, opening and closing tag included
 */
export function plotlyBundleScript(): Promise<string> {
  return script ??= makeScript().catch((error) => {
    script = undefined;
    throw error;
  });
}

async function makeScript(): Promise<string> {
  const base64 = (await gzip(await plotlySource())).toBase64();
  // plotly's wrapper takes `module` where it is given one, so nothing global is touched but what
  // plotly itself sets; `define` is hidden from the libraries inside.
  return `<script>globalThis.__ticksPlotly ??= (async () => {
  const packed = Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).text();
  const module = { exports: {} };
  new Function("module", "exports", "define", source)(module, module.exports, undefined);
  return module.exports;
})();
globalThis.__ticksPlotly.catch(() => {});</script>`;
}

/** The source text of the plotly.js bundle that draws all figures, on a page and as a picture. */
export async function plotlySource(): Promise<string> {
  const { default: source } = await import(
    "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
    { with: { type: "text" } }
  );
  return source;
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
