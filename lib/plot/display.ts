/** What a notebook receives when a figure is shown. */

import type { Figure } from "./figure.ts";
import { sendDisplay } from "./jupyter.ts";
import { mime, type MimeBundle } from "./mime_bundle.ts";
import { plotlyBundleScript } from "./plotly_bundle.ts";
import { HEIGHT, WIDTH } from "./style.ts";

let embedded: Promise<void> | undefined;

/**
 * Sends plotly.js to the notebook, once per kernel: figures after it draw themselves with it and
 * stay under the size that a message may have.
 */
export function embedPlotly(): Promise<void> {
  return embedded ??= plotlyBundleScript().then((script) =>
    sendDisplay({
      [mime.html]: script,
      [mime.bundle]: { library: "plotly.js" },
      [mime.text]: "plotly.js, for the figures of this notebook",
    })
  ).catch(() => {
    embedded = undefined; // figures are shown all the same, as pictures
  });
}

/**
 * Sends a figure: with its description as the alternative text of the picture, and with its size,
 * because the picture has twice the pixels.
 */
export async function displayBundle(
  bundle: MimeBundle,
  { alt, layout: { width = WIDTH, height = HEIGHT } }: Figure,
): Promise<void> {
  await embedPlotly();
  await sendDisplay(bundle, { [mime.png]: { alt, width, height } });
}
