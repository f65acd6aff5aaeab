/**
 * Markdown, formulas and HTML as values of cells, with what is put into them shown as written.
 *
 * @module
 */

import { escapeAttribute, escapeText } from "../../device/show_html.ts";

/** Text with markup: shown as such by notebooks, as it was written by terminals. */
export class Markup {
  /** Its MIME type: `text/markdown`, `text/latex` or `text/html`. */
  readonly type: string;
  /** The text, with all its markup. */
  readonly source: string;
  /** The text as a terminal shows it: what was put in is as it was. */
  readonly plain: string;

  /** Makes it of a text that is trusted; for texts of others use the templates. */
  constructor(type: string, source: string, plain: string = source) {
    this.type = type;
    this.source = source;
    this.plain = plain;
  }

  /** The text as a terminal shows it. */
  toString(): string {
    return this.plain;
  }

  /** What a notebook shows. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { [this.type]: this.source, "text/plain": this.plain };
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.plain;
  }
}

/**
 * Markdown with formulas. What stands in `${...}` is shown as written, whatever it is: numbers, texts from
 * users, or other Markdown of this kind, which keeps its markup, and arrays of all these. Backslashes are
 * LaTeX's: `\n` is no new line here.
 *
 * In a formula only put numbers, and texts not between backticks, where Markdown knows no way to write them.
 *
 * @example
 * ```ts
 * import { markdown } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = 0.5, name = "<b>*bold*</b>";
 * const text = markdown`With $\eta = ${rate}$ the layer ${name} learns.`;
 * assertEquals(
 *   text.source,
 *   "With $\\eta = 0.5$ the layer &#60;b&#62;&#42;bold&#42;&#60;/b&#62; learns.",
 * );
 * text; // as the last expression of a cell it is shown
 * ```
 */
export function markdown(
  { raw }: TemplateStringsArray,
  ...values: readonly unknown[]
): Markup {
  return fill("text/markdown", raw, values, escapeMarkdown);
}

/**
 * A formula that stands alone, without dollars around it. Numbers are written as mathematicians do, texts
 * upright.
 *
 * @example
 * ```ts
 * import { latex } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const error = 3.2e-8;
 * assertEquals(
 *   latex`\max_i |y_i - \hat y_i| = ${error}`.source,
 *   "$$\\max_i |y_i - \\hat y_i| = 3.2 \\times 10^{-8}$$",
 * );
 * ```
 */
export function latex(
  { raw }: TemplateStringsArray,
  ...values: readonly unknown[]
): Markup {
  const bare = (value: unknown) =>
    isOf("text/latex", value)
      ? new Markup("text/latex", value.source.slice(2, -2), value.plain)
      : value;
  const formula = fill("text/latex", raw, values.map(bare), escapeLatex);
  return new Markup("text/latex", `$$${formula.source}$$`, formula.plain);
}

/**
 * HTML, in which what stands in `${...}` is shown as written, between tags and in quoted attributes.
 *
 * @example
 * ```ts
 * import { html } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const names = ["x & y", "z"];
 * const list = html`<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`;
 * assertEquals(list.source, "<ul><li>x &#38; y</li><li>z</li></ul>");
 * ```
 */
export function html(
  { raw }: TemplateStringsArray,
  ...values: readonly unknown[]
): Markup {
  return fill("text/html", raw, values, escapeHtml);
}

/** Text for Markdown, shown as written: no markup, no formula, no block of code, in one line. */
export function escapeMarkdown(text: string): string {
  const entity = (character: string) => `&#${character.charCodeAt(0)};`;
  const line = text.replaceAll(/\s*[\r\n]\s*/g, " ");
  // Where a line starts, these make lists and headings.
  const [start, digits, mark] = /^(\d*)([-+=.)])/.exec(line) ?? ["", "", ""];
  const rest = line.slice(start.length).replaceAll(
    // White space at either end would indent a block, or break the line.
    /[&<>"'`*_[\]{}#|~^!]|^\s|\s$/g,
    entity,
  ).replaceAll(
    // An element around it: pages look for formulas in the text that an entity becomes.
    /[$\\]/g,
    (character) => `<span>${entity(character)}</span>`,
  );
  return (mark && digits + entity(mark)) + rest;
}

/** Fills a template's gaps; markup of its own type is taken as it is. */
function fill(
  type: string,
  raw: readonly string[],
  values: readonly unknown[],
  escape: (text: string, before: string) => string,
): Markup {
  // Raw for the sake of LaTeX; what a template cannot hold otherwise is written as everywhere.
  const parts = raw.map((part) => part.replaceAll(/\\(`|\$\{)/g, "$1"));
  const source = (value: unknown, before: string): string => {
    const isNumber = typeof value === "number" || typeof value === "bigint";
    return isOf(type, value)
      ? value.source
      : Array.isArray(value)
      ? value.map((item) => source(item, before)).join("")
      : isNumber && type === "text/markdown"
      ? String(value) // a minus or a point must stay itself, also in a formula
      : escape(String(value), before);
  };
  const plain = (value: unknown): string =>
    Array.isArray(value) ? value.map(plain).join("") : String(value);
  const join = (text: typeof source) =>
    parts.reduce((before, part, i) =>
      before + text(values[i - 1], before) + part
    );
  return new Markup(type, join(source), join(plain));
}

function isOf(type: string, value: unknown): value is Markup {
  return value instanceof Markup && value.type === type;
}

/** In a tag that is open it is the value of an attribute. */
function escapeHtml(text: string, before: string): string {
  const inTag = before.lastIndexOf("<") > before.lastIndexOf(">");
  return inTag ? escapeAttribute(text) : escapeText(text);
}

function escapeLatex(text: string): string {
  const number = /^(-?[\d.]+)(?:e([+-]\d+))?$/.exec(text);
  if (number) {
    const [, digits, power] = number;
    return power ? `${digits} \\times 10^{${Number(power)}}` : digits;
  }
  if (/^-?Infinity$/.test(text)) return text.replace("Infinity", "\\infty ");
  const special: Record<string, string> = {
    "\\": "\\backslash ",
    "~": "\\sim ",
    "^": "\\wedge ",
  };
  const escaped = text.split(/([\\~^])/).map((part) =>
    special[part] ?? (part && `\\text{${part.replace(/[{}$&#_%]/g, "\\$&")}}`)
  );
  return escaped.join("");
}
