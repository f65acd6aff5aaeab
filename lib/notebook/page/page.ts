/** A notebook as one page that needs nothing else. */

import { plotlyScriptsFor } from "../../plot/figure/plotly_bundle.ts";
import type { PageOptions } from "./html.ts";
import type { Notebook } from "../format/nbformat.ts";
import { renderCell } from "./cell.ts";
import { contents } from "./contents.ts";
import drawFigures from "./draw_figures.js" with { type: "text" };
import { escapeHtml } from "../../plot/parts/escape.ts";
import { MarkdownRenderer } from "./markdown.ts";
import { mathStyle } from "./math_style.ts";
import { type Figure, figureOf } from "./outputs.ts";
import { policy } from "./policy.ts";
import restoreTheme from "./restore_theme.js" with { type: "text" };
import { style } from "./style/mod.ts";
import useControls from "./use_controls.js" with { type: "text" };

/** See `notebookToHtml`, which loads this file when it is called. */
export async function renderPage(
  notebook: Notebook,
  options: PageOptions,
): Promise<string> {
  const { untrusted = false, lang = "en" } = options;
  const markdown = new MarkdownRenderer({ untrusted });
  const body = renderCells(notebook, markdown, untrusted);
  const title = options.title ?? markdown.title ?? "Notebook";
  const nav = contents(markdown.headings);
  const math = body.includes('class="katex') ? await mathStyle(body) : "";
  const restore = script(restoreTheme), controls = script(useControls);
  const figures = figuresOf(notebook);
  const drawing = figures.length === 0
    ? ""
    : `${await plotlyScriptsFor(figures)}\n${script(drawFigures)}\n`;
  const rules = await policy(
    untrusted ? `${restore}${controls}${drawing}` : undefined,
  );
  return `<!doctype html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${restore}
<style>
${math}
${style}</style>
</head>
<body>
<a class="skip" href="#_text">Skip to the text</a>
<header>
<button type="button" class="theme" aria-label="Dark colours" hidden>
<svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true"><circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/></svg>
</button>
</header>
${nav}${controls}
<main id="_text" tabindex="-1">
${body}</main>
${drawing}</body>
</html>
`;
}

function renderCells(
  { cells, metadata }: Notebook,
  markdown: MarkdownRenderer,
  untrusted: boolean,
): string {
  const language = metadata.language_info?.name ??
    metadata.kernelspec?.language ?? "typescript";
  let number = 0;
  return cells.map((cell, index) => {
    if (cell.cell_type === "code") number++;
    try {
      return renderCell(cell, number, { markdown, language, untrusted });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError(`cell ${index + 1}: ${error.message}`, {
        cause: error,
      });
    }
  }).join("");
}

function figuresOf({ cells }: Notebook): Figure[] {
  return cells.flatMap((cell) => cell.cell_type === "code" ? cell.outputs : [])
    .flatMap((output) => figureOf(output) ?? []);
}

const script = (source: string) => `<script>\n${source}</script>`;
