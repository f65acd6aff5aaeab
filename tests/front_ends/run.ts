/**
 * Tries the notebooks in real front ends: `deno task test:front-ends`. With `--quick` only the first notebook, with
 * words only the notebooks whose names have one of them; `--picture` takes the picture of the README.
 *
 * What it needs it installs into a cache folder: see `install.ts`. Screenshots and pages go to
 * `out/front_ends/`. The exit status is 0 only when nothing was wrong.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import {
  CellError,
  type Notebook,
  parseNotebook,
  runNotebook,
} from "../../lib/notebook/mod.ts";
import { openBrowser } from "./browser.ts";
import { checkColab, installEmptyPython } from "./colab_check.ts";
import { checkEditors } from "./editors_check.ts";
import { install, type Installed } from "./install.ts";
import { checkInJupyter } from "./jupyter_check.ts";
import { type FrontEnd, frontEnds, JupyterServer } from "./jupyter_server.ts";
import { checkNbconvert } from "./nbconvert_check.ts";
import { checkFigurePages, checkNotebookPage } from "./page_check.ts";
import { takePicture } from "./picture.ts";
import { Row, table } from "./report.ts";

/** Seconds that the cells of a notebook may take. */
const timeout = 300;

const { values: { quick, picture }, positionals: words } = parseArgs({
  options: { quick: { type: "boolean" }, picture: { type: "boolean" } },
  allowPositionals: true,
});
Deno.chdir(new URL("../..", import.meta.url));
const out = `${Deno.cwd()}/out/front_ends`;
const work = `${out}/notebooks`; // inside the project, so that cells find it
const rows: Row[] = [];

function note(row: Row): void {
  rows.push(row);
  console.log(`${row.where}, ${row.what}: ${row.words.join(", ")}`);
}

/** The notebooks for the Deno kernel, by name. */
function notebookFiles(): string[] {
  const all = [...Deno.readDirSync("notebooks")].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb") && name !== "colab.ipynb").sort();
  const chosen = words.length === 0
    ? all
    : all.filter((name) => words.some((word) => name.includes(word)));
  return quick ? chosen.slice(0, 1) : chosen;
}

/** Everything but Jupyter; gives what our own runner got from each notebook. */
async function checkPages(
  browser: Browser,
  installed: Installed,
): Promise<Map<string, Notebook>> {
  const executed = new Map<string, Notebook>();
  for (const file of notebookFiles()) {
    const name = file.replace(/\.ipynb$/, "");
    const text = await Deno.readTextFile(`notebooks/${file}`);
    const committed = parseNotebook(text);
    note(await checkNbconvert(browser, installed, name, committed, out));
    try {
      const notebook = await runNotebook(committed, { cwd: work, timeout });
      executed.set(file, notebook);
      note(await checkNotebookPage(browser, name, notebook, out));
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      const row = new Row("our runner", name);
      row.check("runs", [error.message]);
      note(row);
    }
  }
  return executed;
}

/** Notebooks in one front end, each a fresh copy. */
async function checkFrontEnd(
  browser: Browser,
  installed: Installed,
  frontEnd: FrontEnd,
  executed: Map<string, Notebook>,
): Promise<void> {
  await using server = await JupyterServer.start(installed, frontEnd, work);
  for (const [file, expected] of executed) {
    await Deno.copyFile(`notebooks/${file}`, `${work}/${file}`);
    const check = { file, expected, pictures: out, timeout };
    note(await checkInJupyter(browser, server, check));
  }
}

/** The Python notebook for Colab in an environment of its own. */
async function checkPython(
  browser: Browser,
  installed: Installed,
): Promise<void> {
  const folder = `${out}/empty`;
  const empty = await installEmptyPython(installed, folder);
  await Deno.copyFile("notebooks/colab.ipynb", `${work}/colab.ipynb`);
  await using server = await JupyterServer.start(empty, frontEnds[0], work);
  note(await checkColab(browser, server, folder, out));
}

const installed = await install();
await Deno.remove(out, { recursive: true }).catch(() => {});
await Deno.mkdir(work, { recursive: true });
{
  await using browser = await openBrowser(installed.chromium);
  if (picture) {
    await takePicture(browser, installed, work);
    Deno.exit(0);
  }
  note(await checkEditors());
  for (const row of await checkFigurePages(browser, out)) note(row);
  const executed = await checkPages(browser, installed);
  for (const frontEnd of frontEnds) {
    await checkFrontEnd(browser, installed, frontEnd, executed);
  }
  if (!quick && words.length === 0 || words.includes("colab")) {
    await checkPython(browser, installed);
  }
}
console.log(`\n${table(rows)}\n\nscreenshots and pages: out/front_ends/`);
Deno.exit(rows.some(({ problems }) => problems.length > 0) ? 1 : 0);
