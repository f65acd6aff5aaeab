/** A notebook in JupyterLab or Notebook 7: run anew, saved, looked at in light and dark. */

import type { Browser } from "playwright-core";
import { type Notebook, parseNotebook } from "../../lib/notebook/mod.ts";
import { countFigures, differences, failures } from "./compare_outputs.ts";
import { Visit } from "./browser.ts";
import type { JupyterServer } from "./jupyter_server.ts";
import { lookAtFigures, lookAtTexts, lookAtTheme } from "./look.ts";
import { NotebookPage } from "./notebook_page.ts";
import { Row } from "./report.ts";

const places = {
  figures: ".jp-OutputArea-output [data-ticks-figure]",
  texts: ".jp-OutputArea-output",
};

/** What to open, and where its pictures go. */
export interface JupyterCheck {
  /** The notebook's file, in the folder of the server. */
  file: string;
  /** What our own runner got from it. */
  expected: Notebook;
  /** The folder for screenshots. */
  pictures: string;
  /** The seconds that all cells may take. */
  timeout: number;
}

/** Opens, runs, saves and looks. */
export async function checkInJupyter(
  browser: Browser,
  server: JupyterServer,
  { file, expected, pictures, timeout }: JupyterCheck,
): Promise<Row> {
  const name = file.replace(/\.ipynb$/, "");
  const { name: where } = server.frontEnd;
  const row = new Row(where, name);
  await using visit = await Visit.open(browser, {
    origin: server.url,
    viewport: { width: 1280, height: 900 },
  });
  const { page } = visit;
  const prefix = `${pictures}/${where.replace(" ", "_")}_${name}`;
  try {
    const notebook = await NotebookPage.open(page, server, file);
    await notebook.theme("JupyterLab Light");
    await notebook.restartAndRunAll(timeout * 1000);
    await notebook.scrollThrough();
    await notebook.save();
    const saved = parseNotebook(
      await Deno.readTextFile(`${server.folder}/${file}`),
    );
    row.check("runs", failures(saved));
    row.check("outputs", differences(expected, saved));
    const figures = await lookAtFigures(page, places, countFigures(expected));
    row.check("figures", figures.problems, figures.count);
    for (const theme of ["Light", "Dark"] as const) {
      await notebook.theme(`JupyterLab ${theme}`);
      await notebook.scrollThrough();
      const texts = await lookAtTexts(page, places);
      row.check(
        "contrast",
        texts.problems.map((text) => `${theme}: ${text}`),
        texts.count,
      );
      row.check(
        "theme",
        await lookAtTheme(page, places, theme === "Dark" ? "dark" : "light"),
      );
      for (const [index, figure] of (await page.$$(places.figures)).entries()) {
        await figure.screenshot({
          path: `${prefix}_${theme.toLowerCase()}_${index + 1}.png`,
        });
      }
    }
    await notebook.endKernels();
  } catch (error) {
    await page.screenshot({ path: `${prefix}_failed.png` }).catch(() => {});
    row.check("runs", [(error as Error).message.slice(0, 600)]);
  }
  row.check("requests", visit.foreign);
  row.check("console", visit.errors);
  return row;
}
