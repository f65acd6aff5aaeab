/** A notebook as one page that needs nothing else. */

import { plotlyBundleScript } from "../../plot/plotly_bundle.ts";
import type { PageOptions } from "../html.ts";
import { type Cell, joinLines, type Notebook } from "../nbformat.ts";
import drawFigures from "./draw_figures.js" with { type: "text" };
import { escapeHtml } from "./escape_html.ts";
import { highlight } from "./highlight.ts";
import { MarkdownRenderer } from "./markdown.ts";
import { mathStyle } from "./math_style.ts";
import { preformatted, renderOutput } from "./outputs.ts";
import style from "./style.css" with { type: "text" };

/** What the page may load: nothing but what it holds. plotly.js is compiled in the page. */
const POLICY = "default-src 'none'; img-src data: blob:; font-src data:; " +
  "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'";

/** See `notebookToHtml`, which loads this file when it is called. */
export async function renderPage(
  notebook: Notebook,
  options: PageOptions,
): Promise<string> {
  const markdown = new MarkdownRenderer();
  const cells = notebook.cells.map((cell, index) => {
    try {
      return renderCell(cell, markdown);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError(`cell ${index + 1}: ${error.message}`, {
        cause: error,
      });
    }
  });
  const body = cells.join("");
  const title = options.title ?? markdown.title ?? "Notebook";
  const math = body.includes('class="katex') ? await mathStyle() : "";
  const figures = body.includes('<figure class="output plot">')
    ? `${await plotlyBundleScript()}\n<script>\n${drawFigures}</script>\n`
    : "";
  return `<!doctype html>
<html lang="${escapeHtml(options.lang ?? "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${math}
${style}</style>
</head>
<body>
<main>
${body}</main>
${figures}</body>
</html>
`;
}

function renderCell(cell: Cell, markdown: MarkdownRenderer): string {
  const source = joinLines(cell.source);
  switch (cell.cell_type) {
    case "markdown":
      return `<section class="cell markdown">\n${
        markdown.render(source)
      }</section>\n`;
    case "raw":
      return ""; // for converters of other formats
    case "code": {
      const outputs = cell.outputs.map((output) =>
        renderOutput(output, markdown)
      )
        .join("");
      if (source.trim() === "" && outputs === "") return "";
      const count = cell.execution_count === null
        ? ""
        : `<span class="count" aria-hidden="true">[${cell.execution_count}]</span>\n`;
      return `<section class="cell code">
${count}${preformatted("source", source)}<code>${highlight(source)}</code></pre>
${outputs}</section>
`;
    }
  }
}
