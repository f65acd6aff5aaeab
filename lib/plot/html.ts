/** Figures in HTML: a picture that becomes interactive where plotly.js is at hand. */

import { escapeHtml, scriptJson } from "./escape.ts";
import type { Figure } from "./figure.ts";
import { plotlyBundleScript } from "./plotly_bundle.ts";
import { HEIGHT, WIDTH } from "./style.ts";

/**
 * An element with the picture of a figure, and a script that draws over it once the page has
 * plotly.js (see {@linkcode plotlyBundleScript}). Where that never comes the picture stays.
 *
 * The element is found by a hash of the figure, so that it is the same text each time; front ends
 * run the script before they put the element into the page, and the bundle may come later: the
 * script waits for both.
 */
export async function figureElement(
  figure: Figure,
  png: Uint8Array | null,
): Promise<string> {
  const json = scriptJson(figure);
  const key = await hash(json);
  const { width = WIDTH, height = HEIGHT } = figure.layout;
  const alt = escapeHtml(figure.alt);
  const still = png === null
    ? `<p style="padding:1em;white-space:pre-wrap">${alt}</p>`
    : `<img alt="${alt}" width="${width}" height="${height}" style="max-width:100%;height:auto;display:block" src="data:image/png;base64,${png.toBase64()}">`;
  return `<div role="img" aria-label="${alt}" data-ticks-figure="${key}" style="position:relative;background:#fff;color:#222;width:${width}px;max-width:100%;min-height:${
    Math.min(height, 200)
  }px;overflow:auto">${still}</div>
<script>(() => {
  const figure = ${json};
  const draw = (Plotly) => {
    for (const box of document.querySelectorAll('[data-ticks-figure="${key}"]')) {
      if (box.dataset.drawn) continue;
      box.dataset.drawn = "yes";
      // Drawn inside the page, where text has a size, and out of sight until it is done.
      const plot = document.createElement("div");
      plot.style = "position:absolute;visibility:hidden";
      box.append(plot);
      Plotly.newPlot(plot, structuredClone(figure)).then(() => {
        plot.style = "";
        box.replaceChildren(plot);
      }, () => plot.remove());
    }
  };
  const wait = (tries) => {
    const ready = globalThis.__ticksPlotly &&
      document.querySelector('[data-ticks-figure="${key}"]');
    if (ready) globalThis.__ticksPlotly.then(draw, () => {});
    else if (tries > 0) setTimeout(wait, 100, tries - 1);
  };
  wait(100);
})();</script>`;
}

/** A page that shows one figure and needs nothing else. */
export async function figurePage(
  figure: Figure,
  png: Uint8Array | null,
): Promise<string> {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(figure.alt.split(/[.:] /)[0])}</title>
<style>body { margin: 1rem; background: #fff; color: #222; font-family: sans-serif; }</style>
</head>
<body>
${await figureElement(figure, png)}
${await plotlyBundleScript()}
</body>
</html>
`;
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return new Uint8Array(digest).slice(0, 8).toHex();
}
