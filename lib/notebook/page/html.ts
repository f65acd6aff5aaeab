/** Publishes a notebook as a page. */

import type { Notebook } from "../format/nbformat.ts";

/** What a page needs to know beside the notebook. */
export interface PageOptions {
  /** The page's title. Default: the text of the notebook's first heading. */
  title?: string;
  /** The language of the text, for screen readers and hyphenation. Default: `en`. */
  lang?: string;
  /**
   * Whether the notebook is a stranger's. Its HTML is then shown as text, but for the tags that fold
   * hints, and no script runs but the page's own. Default: `false`.
   */
  untrusted?: boolean;
}

const NAMES = ["lang", "title", "untrusted"];

/**
 * A notebook as one HTML page that needs no network: mathematics is set, fonts, pictures and
 * plotly.js are inside, and the page's own policy forbids every request. Figures are pictures until
 * plotly.js has drawn them, and on paper. Light and dark follow the system, or the reader's choice.
 *
 * HTML in Markdown cells and HTML outputs stand in the page as they are, scripts too, unless the
 * notebook is said to be `untrusted`. All other text is escaped. Code is folded in a cell with the
 * tag `hide-input` or Jupyter's `source_hidden`, outputs with `hide-output` or `outputs_hidden`.
 *
 * @throws {SyntaxError} where a formula cannot be set, with cell and formula; where a picture is no base64 or
 * a stream has another name than stdout and stderr
 * @throws {TypeError} an option has another name
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
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) {
      throw new TypeError(
        `options.${name} is not an option of notebookToHtml, expected one of ${
          NAMES.join(", ")
        }`,
      );
    }
  }
  // Loaded here, so that importing this package's entry point loads no npm package.
  const { renderPage } = await import("./page.ts");
  return await renderPage(notebook, options);
}
