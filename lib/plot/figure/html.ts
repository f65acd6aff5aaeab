/** Figures in HTML: a picture that becomes interactive where plotly.js is at hand. */

import { escapeHtml, scriptJson } from "../parts/escape.ts";
import type { Figure } from "./figure.ts";
import { plotlyScriptsFor } from "./plotly_bundle.ts";
import { HEIGHT, WIDTH } from "../parts/style.ts";
import { dark } from "./theme.ts";

/** What a page may load: nothing but what it holds. plotly.js is compiled in the page. */
const POLICY = "default-src 'none'; img-src data: blob:; font-src data:; " +
  "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'";

/**
 * An element with the picture of a figure, and a script that draws over it once the page has
 * plotly.js (see {@linkcode plotlyBundleScript}). Where that never comes the picture stays, on white
 * paper.
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
  return `<figure data-ticks-figure="${key}" style="position:relative;margin:0;background:#fff;color:#222;width:${width}px;max-width:100%;min-height:${
    Math.min(height, 200)
  }px;overflow:auto">${still}</figure>
<script>(() => {
  const figure = ${json};
  const wait = (tries) => {
    const done = globalThis.__ticksFigures?.replace("${key}", figure);
    if (!done && tries > 0) setTimeout(wait, 100, tries - 1);
  };
  wait(100);
})();</script>`;
}

/** A page that shows one figure and needs nothing else, light or dark as the reader's system is. */
export async function figurePage(
  figure: Figure,
  png: Uint8Array | null,
): Promise<string> {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(figure.alt.split(/[.:] /)[0])}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 1rem; background: #fff; color: #222; font-family: sans-serif; }
@media screen and (prefers-color-scheme: dark) { body { background: ${dark.paper}; } }
</style>
</head>
<body>
<main>
${await figureElement(figure, png)}
</main>
${await plotlyScriptsFor([figure])}
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
