/** Markdown as HTML for a page that loads nothing. */

import Parser, { type MarkdownIt } from "markdown-it";
import type { Heading } from "./contents.ts";
import { escapeHtml } from "../../plot/parts/escape.ts";
import { highlight } from "./highlight.ts";
import { mathematics } from "./math.ts";

/** What HTML of strangers may hold: what folds hints, and marks in a line, all without attributes; and numbers of characters. */
const HARMLESS =
  /&lt;(\/?(?:details|summary|kbd|sub|sup|br|span))&gt;|&amp;(#\d+;)/g;

/** Renders the Markdown of one page, whose headings have distinct anchors. */
export class MarkdownRenderer {
  /** The text of the page's first heading. */
  title: string | undefined;
  /** The headings of the page's own text, in order. */
  readonly headings: Heading[] = [];
  readonly #anchors = new Set<string>();
  readonly #markdown: MarkdownIt;

  /** Makes the renderer of one page; `untrusted` shows HTML as text. */
  constructor({ untrusted = false }: { untrusted?: boolean } = {}) {
    this.#markdown = new Parser({
      html: true,
      linkify: false,
      typographer: false,
      highlight,
    });
    this.#markdown.use(mathematics);
    this.#addAnchors();
    this.#letTablesScroll();
    this.#linkDistantImages();
    if (untrusted) this.#showTags();
  }

  /**
   * The text of an output as HTML.
   *
   * @throws {SyntaxError} where a formula cannot be set.
   */
  render(text: string): string {
    return this.#markdown.render(text);
  }

  /** The text of a cell as HTML: its headings belong to the page's {@linkcode headings}. */
  renderCell(text: string): string {
    return this.#markdown.render(text, { headings: this.headings });
  }

  #addAnchors(): void {
    this.#markdown.core.ruler.push("anchors", ({ tokens, env }) => {
      for (const [i, token] of tokens.entries()) {
        if (token.type !== "heading_open") continue;
        const content = (tokens[i + 1].children ?? [])
          .filter(({ type }) => !/^(link|image|html)/.test(type));
        const text = content.map(({ content }) => content).join("");
        const anchor = this.#anchor(text);
        token.attrSet("id", anchor);
        token.meta = { text };
        const { renderer, options } = this.#markdown;
        this.title ??= text;
        (env.headings as Heading[] | undefined)?.push({
          level: Number(token.tag.slice(1)),
          anchor,
          html: renderer.renderInline(content, options, env),
        });
      }
    });
    const { rules } = this.#markdown.renderer;
    rules.heading_open = (tokens, index, options, _env, self) =>
      `<div class="heading">${self.renderToken(tokens, index, options)}`;
    // The link stands beside the heading, so that it is not read out as a part of it.
    rules.heading_close = (tokens, index) => {
      const open = tokens.slice(0, index)
        .findLast(({ type }) => type === "heading_open")!;
      const label = escapeHtml(`Link to: ${open.meta?.text}`);
      const anchor = String(open.attrGet("id"));
      return `</${
        tokens[index].tag
      }> <a class="anchor" href="#${anchor}" aria-label="${label}">#</a></div>\n`;
    };
  }

  #anchor(text: string): string {
    const base = text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "") || "section";
    let anchor = base;
    for (let n = 2; this.#anchors.has(anchor); n++) anchor = `${base}-${n}`;
    this.#anchors.add(anchor);
    return anchor;
  }

  #letTablesScroll(): void {
    const { rules } = this.#markdown.renderer;
    rules.table_open = () => '<div class="scroll"><table>\n';
    rules.table_close = () => "</table></div>\n";
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

  /** HTML stands there as text, but for a few tags that can do nothing. */
  #showTags(): void {
    const { rules } = this.#markdown.renderer;
    rules.html_block = rules.html_inline = (tokens, index) =>
      escapeHtml(tokens[index].content).replace(
        HARMLESS,
        (_, tag, number) => tag ? `<${tag}>` : `&${number}`,
      );
  }
}
