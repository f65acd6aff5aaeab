/** Publishes a notebook as a page. */

import type { Notebook } from "./nbformat.ts";

/** What a page needs to know beside the notebook. */
export interface PageOptions {
  /** The page's title. Default: the text of the notebook's first heading. */
  title?: string;
  /** The language of the text, for screen readers and hyphenation. Default: `en`. */
  lang?: string;
}

/**
 * A notebook as one HTML page that needs no network: mathematics is set, fonts, pictures and
 * plotly.js are inside, and the page's own policy forbids every request. Figures are pictures until
 * plotly.js has drawn them, and on paper.
 *
 * HTML in Markdown cells and HTML outputs stand in the page as they are: make pages of notebooks
 * that you trust. All other text is escaped.
 *
 * @throws {SyntaxError} where a formula cannot be set, with cell and formula.
 *
 * @example
 * ```ts
 * import { notebookToHtml, percentToNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = percentToNotebook("// %% [markdown]\n// # Sums\n//\n// $a + b$ is a sum.\n");
 * const page = await notebookToHtml(notebook);
 * if (!page.includes("<title>Sums</title>")) throw new Error("the title is missing");
 * ```
 */
export async function notebookToHtml(
  notebook: Notebook,
  options: PageOptions = {},
): Promise<string> {
  // Loaded here, so that importing this package's entry point loads no npm package.
  const { renderPage } = await import("./page/page.ts");
  return await renderPage(notebook, options);
}
