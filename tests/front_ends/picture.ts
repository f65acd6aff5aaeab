/** The picture of the README: a notebook in JupyterLab, at a place where a figure follows its code. */

import type { Browser } from "playwright-core";
import { Visit } from "./browser.ts";
import type { Installed } from "./install.ts";
import { frontEnds, JupyterServer } from "./jupyter_server.ts";
import { NotebookPage } from "./notebook_page.ts";

const file = "02_ticks.ipynb";
const title = "Learning to read digits";
const path = "docs/front_ends.png";

/** Runs the notebook and writes the picture. */
export async function takePicture(
  browser: Browser,
  installed: Installed,
  folder: string,
): Promise<void> {
  await Deno.copyFile(`notebooks/${file}`, `${folder}/${file}`);
  await using server = await JupyterServer.start(
    installed,
    frontEnds[0],
    folder,
  );
  await using visit = await Visit.open(browser, {
    origin: server.url,
    viewport: { width: 1180, height: 860 },
  });
  const { page } = visit;
  const notebook = await NotebookPage.open(page, server, file);
  await page.evaluate(
    'jupyterapp.commands.execute("application:toggle-left-area")',
  );
  await notebook.restartAndRunAll(300_000);
  await notebook.scrollThrough();
  await page.waitForSelector(`.gtitle:has-text("${title}")`);
  // The figure at the lower edge, below the code that draws it.
  await page.evaluate(`{
    const title = [...document.querySelectorAll(".gtitle")].find((text) => text.textContent === "${title}");
    title.closest("[data-ticks-figure]").scrollIntoView({ block: "end" });
  }`);
  await page.waitForTimeout(1000); // the scroll bar fades
  await Deno.mkdir("docs", { recursive: true });
  const { length } = await page.screenshot({ path });
  console.log(`wrote ${path}, ${Math.round(length / 1000)} kB`);
}
