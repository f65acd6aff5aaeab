/** The committed notebook, turned into a page by nbconvert: every figure is there, with its alternative text. */

import type { Browser } from "playwright-core";
import type { Notebook } from "../../lib/notebook/mod.ts";
import { Visit } from "./browser.ts";
import { countFigures } from "./compare_outputs.ts";
import type { Installed } from "./install.ts";
import { Row } from "./report.ts";
import { run } from "./run_command.ts";

/** The default one, `lab`, drops the descriptions of pictures (nbconvert 7.17); `classic` keeps them. */
const templates = [
  { template: "lab", describes: false },
  { template: "classic", describes: true },
];

/** Converts a notebook as it lies in the repository, without running it, and looks at its pictures. */
export async function checkNbconvert(
  browser: Browser,
  { bin, env }: Installed,
  name: string,
  notebook: Notebook,
  folder: string,
): Promise<Row> {
  const row = new Row("nbconvert", name);
  const expected = countFigures(notebook);
  for (const { template, describes } of templates) {
    const output = `nbconvert_${template}_${name}`;
    await run(`${bin}/jupyter`, [
      ...["nbconvert", "--to", "html", "--template", template],
      `notebooks/${name}.ipynb`,
      ...["--output-dir", folder, "--output", output],
    ], env);
    await using visit = await Visit.open(browser);
    // Its scripts for formulas lie elsewhere; the pictures are what concerns us here.
    await visit.page.goto(`file://${folder}/${output}.html`, {
      waitUntil: "domcontentloaded",
    });
    const pictures = await visit.page.evaluate<
      { alt: string; width: number }[]
    >(
      `[...document.querySelectorAll(":is(.jp-OutputArea, .output) img")]
        .map(({ alt, naturalWidth }) => ({ alt, width: naturalWidth }))`,
    );
    const problems = pictures.length === expected
      ? []
      : [`${pictures.length} pictures, expected ${expected}`];
    for (const [index, { alt, width }] of pictures.entries()) {
      if (width === 0) problems.push(`picture ${index + 1} is empty`);
      if (describes && (alt === "" || alt.startsWith("No description"))) {
        problems.push(`picture ${index + 1} has no alternative text`);
      }
    }
    row.check(
      "figures",
      problems.map((text) => `${template}: ${text}`),
      pictures.length,
    );
  }
  return row;
}
