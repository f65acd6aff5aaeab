/**
 * Tables, for terminals and for notebooks.
 *
 * @module
 */

import { escapeText, type Piece } from "./show_html.ts";

/** A table of texts. */
export interface Table {
  /** What is said above it. */
  readonly title?: string;
  /** What the columns are. */
  readonly header: readonly string[];
  /** The cells, row by row, as many in each as the header has. */
  readonly rows: readonly (readonly string[])[];
  /** How many columns from the left are words; those after them are numbers and stand to the right. All by default. */
  readonly words?: number;
}

/** The table in lines, its columns aligned. */
export function textTable(
  { title, header, rows, words = header.length }: Table,
): string {
  const all = [header, ...rows];
  const widths = header.map((_, c) =>
    Math.max(...all.map((row) => row[c].length))
  );
  const lines = all.map((row) =>
    row.map((text, c) =>
      c < words ? text.padEnd(widths[c]) : text.padStart(widths[c])
    ).join("  ").trimEnd()
  );
  return [...title === undefined ? [] : [title], ...lines].join("\n");
}

/** The table as HTML, in the colours of whatever page it stands on. */
export function htmlTable(
  { title, header, rows, words = header.length }: Table,
): string {
  const cell = (tag: string, text: string, c: number) =>
    `<${tag} style="padding:2px 10px;border:0;border-bottom:1px solid currentColor;text-align:${
      c < words ? "left" : "right"
    }">${escapeText(text)}</${tag.split(" ")[0]}>`;
  const row = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text, c) => cell(tag, text, c)).join("")}</tr>`;
  const caption = title === undefined
    ? ""
    : `<caption style="caption-side:top;padding:2px 10px;text-align:left;white-space:nowrap;color:inherit">${
      escapeText(title)
    }</caption>`;
  return `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:4px 0">${caption}
<thead>${row('th scope="col"', header)}</thead>
<tbody>${rows.map((texts) => row("td", texts)).join("\n")}</tbody>
</table></div>`;
}

/** The table in both forms. */
export function table(table: Table): Piece {
  return { html: htmlTable(table), text: textTable(table) };
}
