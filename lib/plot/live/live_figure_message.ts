/** What a notebook receives of a live figure: light while it changes, in full at the end. */

import { embedPlotly } from "../figure/display.ts";
import { escapeHtml, scriptJson } from "../parts/escape.ts";
import type { Figure } from "../figure/figure.ts";
import { sendUpdate } from "../jupyter.ts";
import { drawLive } from "./live_figure_in_page.js";
import { mime, type MimeBundle, mimeBundle } from "../figure/mime_bundle.ts";
import { plotlyBundleOf } from "../figure/trace_types.ts";
import { HEIGHT, WIDTH } from "../parts/style.ts";
import { darkColours } from "../figure/theme.ts";

/** Sends the states of a live figure. */
export interface LiveSender {
  /** Sends a state, the first with `state` 0. */
  update(figure: Figure, state: number): Promise<void>;
  /** Sends the last state, and waits until it is out. */
  end(figure: Figure, state: number): Promise<void>;
}

/** Sends to the notebook, into one output. */
export function notebookSender(send = sendUpdate): LiveSender {
  const id = crypto.randomUUID();
  return {
    async update(figure, state) {
      if (state === 0) await embedPlotly(plotlyBundleOf(figure));
      await send(id, await updateBundle(figure, id, state), state === 0);
    },
    async end(figure, state) {
      if (state === 0) await embedPlotly(plotlyBundleOf(figure));
      const bundle = await figure.toMimeBundle();
      if (bundle[mime.html] !== undefined) {
        // The page lets the plot of the states before go.
        bundle[mime.html] +=
          `<script>globalThis.__ticksLive?.delete("${id}");</script>`;
      }
      const { alt, layout: { width = WIDTH, height = HEIGHT } } = figure;
      await send(id, bundle, state === 0, {
        [mime.png]: { alt, width, height },
      });
      // The kernel sends from a queue that it does not wait for when a cell ends.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

/** A state without its picture, which takes longest to make. */
export async function updateBundle(
  figure: Figure,
  id: string,
  state: number,
): Promise<MimeBundle> {
  const bundle = await mimeBundle(figure, null);
  // A figure that is too large for a message has none.
  if (bundle[mime.html] !== undefined) {
    bundle[mime.html] = liveElement(figure, id, state);
  }
  return bundle;
}

/** As high as its figure from the start, so that the page below it does not move. */
function liveElement(figure: Figure, id: string, state: number): string {
  const { width = WIDTH, height = HEIGHT } = figure.layout;
  return `<figure data-ticks-live="${id}" data-state="${state}" style="position:relative;margin:0;width:${width}px;max-width:100%;min-height:${height}px;overflow:auto"><figcaption style="white-space:pre-wrap">${
    escapeHtml(figure.alt)
  }</figcaption></figure>
<script>(${drawLive})("${id}", ${state}, ${scriptJson(figure)}, ${
    JSON.stringify(darkColours)
  });</script>`;
}
