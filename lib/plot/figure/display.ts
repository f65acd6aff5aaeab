/** What a notebook receives when a figure is shown. */

import type { Figure } from "./figure.ts";
import { sendDisplay } from "../jupyter.ts";
import { mime, type MimeBundle } from "./mime_bundle.ts";
import { plotlyBundleScript } from "./plotly_bundle.ts";
import { HEIGHT, WIDTH } from "../parts/style.ts";
import { type PlotlyBundle, plotlyBundleOf } from "./trace_types.ts";

const embedded = new Map<PlotlyBundle, Promise<void>>();

/**
 * Sends a bundle of plotly.js to the notebook, once per kernel: figures after it draw themselves
 * with it and stay under the size that a message may have.
 */
export function embedPlotly(bundle: PlotlyBundle = "cartesian"): Promise<void> {
  const before = embedded.get(bundle);
  if (before !== undefined) return before;
  const sent = plotlyBundleScript(bundle).then((script) =>
    sendDisplay({
      [mime.html]: script,
      [mime.bundle]: { library: "plotly.js", bundle },
      [mime.text]: bundle === "gl3d"
        ? "plotly.js, for the surfaces of this notebook"
        : "plotly.js, for the figures of this notebook",
    })
  ).catch(() => {
    embedded.delete(bundle); // figures are shown all the same, as pictures
  });
  embedded.set(bundle, sent);
  return sent;
}

/**
 * Sends a figure: with its description as the alternative text of the picture, and with its size,
 * because the picture has twice the pixels.
 */
export async function displayBundle(
  bundle: MimeBundle,
  figure: Figure,
): Promise<void> {
  const { alt, layout: { width = WIDTH, height = HEIGHT } } = figure;
  await embedPlotly(plotlyBundleOf(figure));
  await sendDisplay(bundle, { [mime.png]: { alt, width, height } });
}
