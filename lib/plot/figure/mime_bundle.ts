/** A figure in all forms that notebooks show. */

import type { Figure } from "./figure.ts";
import { figureElement } from "./html.ts";
import { MESSAGE_LIMIT } from "../jupyter.ts";

/** Values under their MIME types, as Jupyter's messages carry them. */
export type MimeBundle = Record<string, unknown>;

/** MIME types of a figure's forms. */
export const mime = {
  /** In the display that carries plotly.js, so that notebooks can be published without it. */
  bundle: "application/vnd.ticks.plotly-bundle+json",
  html: "text/html",
  plotly: "application/vnd.plotly.v1+json",
  png: "image/png",
  text: "text/plain",
} as const;

/**
 * All forms of a figure. Where they are too long together for one message, the HTML is left out
 * first, then the Plotly JSON; the picture and the text stay.
 */
export async function mimeBundle(
  figure: Figure,
  png: Uint8Array | null,
): Promise<MimeBundle> {
  const bundle: MimeBundle = {
    [mime.plotly]: figure.toJSON(),
    [mime.html]: await figureElement(figure, png),
    ...(png === null ? {} : { [mime.png]: png.toBase64() }),
    [mime.text]: figure.toString(),
  };
  for (const type of [mime.html, mime.plotly]) {
    if (JSON.stringify(bundle).length <= MESSAGE_LIMIT) break;
    delete bundle[type];
  }
  return bundle;
}
