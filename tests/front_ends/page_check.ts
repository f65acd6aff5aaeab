/** Pages that lie on the disk, opened without a network: a notebook's page and a figure's. */

import type { Browser } from "playwright-core";
import { type Notebook, notebookToHtml } from "../../lib/notebook/mod.ts";
import { type Figure, heatmap, line } from "../../lib/plot/mod.ts";
import { surface } from "../../lib/plot/landscape/surface.ts";
import { Visit } from "./browser.ts";
import { countFigures } from "./compare_outputs.ts";
import {
  lookAtFigures,
  lookAtTexts,
  lookAtTheme,
  lookForBarriers,
  type Places,
} from "./look.ts";
import { Row } from "./report.ts";

/** The page that the command `html` makes of an executed notebook. */
export async function checkNotebookPage(
  browser: Browser,
  name: string,
  notebook: Notebook,
  folder: string,
): Promise<Row> {
  const row = new Row("page of a notebook", name);
  const path = `${folder}/page_${name}.html`;
  await Deno.writeTextFile(path, await notebookToHtml(notebook));
  const figures = countFigures(notebook);
  await checkPage(
    browser,
    row,
    path,
    { figures: "figure.plot", texts: "main" },
    figures,
  );
  return row;
}

/** What `figure.toHtml()` gives, for charts in SVG and in WebGL. */
export async function checkFigurePages(
  browser: Browser,
  folder: string,
): Promise<Row[]> {
  const wave = Array.from(
    { length: 20 },
    (_, i) =>
      Array.from({ length: 30 }, (_, j) => Math.sin(i / 4) * Math.cos(j / 5)),
  );
  const charts: Record<string, Figure> = {
    line: line({ train: [3, 2, 1.5, 1.2], validation: [3, 2.4, 2.1, 2] }, {
      title: "Loss <img src=x onerror=alert(1)> $x$",
      xLabel: "step",
      yLabel: "loss",
    }),
    heatmap: heatmap(wave, {
      title: "A wave",
      xLabel: "column",
      yLabel: "row",
    }),
    surface: surface(wave, { title: "A wave in space" }),
  };
  const rows: Row[] = [];
  for (const [name, figure] of Object.entries(charts)) {
    const row = new Row("figure.toHtml()", name);
    const path = `${folder}/figure_${name}.html`;
    await Deno.writeTextFile(path, await figure.toHtml());
    await checkPage(browser, row, path, {
      figures: "[data-ticks-figure]",
      texts: "body",
    }, 1);
    rows.push(row);
  }
  return rows;
}

async function checkPage(
  browser: Browser,
  row: Row,
  path: string,
  places: Places,
  expected: number,
): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const scheme = (problems: string[]) =>
      problems.map((text) => `${colorScheme}: ${text}`);
    await using visit = await Visit.open(browser, {
      colorScheme,
      viewport: { width: 1000, height: 1000 },
    });
    const { page } = visit;
    await page.goto(`file://${path}`);
    const figures = await lookAtFigures(page, places, expected);
    row.check("figures", scheme(figures.problems), figures.count);
    const texts = await lookAtTexts(page, places);
    row.check("contrast", scheme(texts.problems), texts.count);
    row.check("theme", await lookAtTheme(page, places, colorScheme));
    row.check("accessible", scheme(await lookForBarriers(page)));
    await page.screenshot({
      path: path.replace(/\.html$/, `_${colorScheme}.png`),
      fullPage: true,
    });
    row.check("requests", visit.foreign);
    row.check("console", visit.errors);
  }
}
