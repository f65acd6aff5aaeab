/** A cell as HTML. */

import { type Cell, type CodeCell, joinLines } from "../format/nbformat.ts";
import { highlight } from "./highlight.ts";
import type { MarkdownRenderer } from "./markdown.ts";
import { preformatted, renderOutput } from "./outputs.ts";

/** What a cell needs to know of its page. */
export interface CellContext {
  /** Renders the page's Markdown. */
  markdown: MarkdownRenderer;
  /** The language of the notebook's code. */
  language: string;
  /** Whether HTML is shown as text. */
  untrusted: boolean;
}

/**
 * A cell as HTML, empty where there is nothing to show.
 *
 * @param number which of the notebook's code cells it is, from 1, as `run` counts them
 * @throws {SyntaxError} where a formula cannot be set
 */
export function renderCell(
  cell: Cell,
  number: number,
  context: CellContext,
): string {
  switch (cell.cell_type) {
    case "markdown":
      return `<div class="cell markdown">\n${
        context.markdown.renderCell(joinLines(cell.source))
      }</div>\n`;
    case "raw":
      return ""; // for converters of other formats
    case "code":
      return renderCode(cell, number, context);
  }
}

function renderCode(
  cell: CodeCell,
  number: number,
  { markdown, language, untrusted }: CellContext,
): string {
  const source = joinLines(cell.source);
  const outputs = cell.outputs
    .map((output) => renderOutput(output, markdown, untrusted)).join("");
  if (source.trim() === "" && outputs === "") return "";
  const code = `${preformatted("source", source)}<code>${
    highlight(source, language)
  }</code></pre>\n`;
  const labelled =
    `<div class="outputs" role="group" aria-label="Output of code cell ${number}">
${outputs}</div>
`;
  return `<div class="cell code" role="group" aria-label="Code cell ${number}">
<span class="count" aria-hidden="true">[${number}]</span>
${
    isHidden(cell, "input", "source_hidden")
      ? fold("Code", number, code)
      : code
  }${
    outputs === ""
      ? ""
      : isHidden(cell, "output", "outputs_hidden")
      ? fold("Output", number, labelled)
      : labelled
  }</div>
`;
}

/** Whether a part is folded: by Jupyter's own metadata, or by the tags of Jupyter Book. */
function isHidden({ metadata }: Cell, part: string, key: string): boolean {
  const { tags = [], jupyter } = metadata;
  return tags.includes(`hide-${part}`) || tags.includes("hide-cell") ||
    (jupyter as Record<string, unknown> | undefined)?.[key] === true;
}

function fold(what: string, number: number, html: string): string {
  return `<details class="folded">
<summary>${what} of cell ${number}</summary>
${html}</details>
`;
}
