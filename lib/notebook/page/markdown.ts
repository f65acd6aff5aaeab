/** Markdown as HTML for a page that loads nothing. */

import Parser, { type MarkdownIt } from "markdown-it";
import { escapeHtml } from "./escape_html.ts";
import { highlight } from "./highlight.ts";
import { mathematics } from "./math.ts";

/** Renders the Markdown of one page, whose headings have distinct anchors. */
export class MarkdownRenderer {
  /** The text of the page's first heading. */
  title: string | undefined;
  readonly #anchors = new Set<string>();
  readonly #markdown: MarkdownIt;

  /** Makes the renderer of one page. */
  constructor() {
    // HTML in Markdown is the author's own, as in Jupyter.
    this.#markdown = new Parser({
      html: true,
      linkify: false,
      typographer: false,
      highlight: (code, language) =>
        /^(ts|js|typescript|javascript)$/.test(language) ? highlight(code) : "",
    });
    this.#markdown.use(mathematics);
    this.#addAnchors();
    this.#linkDistantImages();
  }

  /**
   * Text as HTML.
   *
   * @throws {SyntaxError} where a formula cannot be set.
   */
  render(text: string): string {
    return this.#markdown.render(text);
  }

  #addAnchors(): void {
    this.#markdown.core.ruler.push("anchors", ({ tokens }) => {
      for (const [i, token] of tokens.entries()) {
        if (token.type !== "heading_open") continue;
        const text = (tokens[i + 1].children ?? [])
          .map(({ content }) => content).join("");
        this.title ??= text;
        token.attrSet("id", this.#anchor(text));
      }
    });
    const { rules } = this.#markdown.renderer;
    rules.heading_close = (tokens, index) => {
      const open = tokens.slice(0, index).findLast(({ type }) =>
        type === "heading_open"
      );
      const id = escapeHtml(String(open?.attrGet("id") ?? ""));
      return ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a></${
        tokens[index].tag
      }>\n`;
    };
  }

  #anchor(text: string): string {
    const base = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "") || "section";
    let anchor = base;
    for (let n = 2; this.#anchors.has(anchor); n++) anchor = `${base}-${n}`;
    this.#anchors.add(anchor);
    return anchor;
  }

  /** A picture from elsewhere becomes a link: the page makes no requests. */
  #linkDistantImages(): void {
    const { rules } = this.#markdown.renderer;
    const image = rules.image!;
    rules.image = (tokens, index, options, env, self) => {
      const source = String(tokens[index].attrGet("src") ?? "");
      if (source.startsWith("data:")) {
        return image(tokens, index, options, env, self);
      }
      const text = tokens[index].content || source;
      return `<a href="${escapeHtml(source)}">${escapeHtml(text)}</a>`;
    };
  }
}
