/**
 * The Python notebook for Colab, cell for cell as written: in JupyterLab, with a kernel whose environment has
 * `ipykernel` and nothing else, and whose home is empty.
 *
 * @module
 */

import type { Browser, ElementHandle, Page } from "playwright-core";
import { parseNotebook } from "../../lib/notebook/mod.ts";
import { Visit } from "./browser.ts";
import { countFigures, failures } from "./compare_outputs.ts";
import { type Installed, makeEnvironment } from "./install.ts";
import type { JupyterServer } from "./jupyter_server.ts";
import { lookAtFigures } from "./look.ts";
import { NotebookPage } from "./notebook_page.ts";
import { Row } from "./report.ts";

const timeout = 600_000;

/** Makes an environment with a home in `folder`; gives what Jupyter needs to take it as the kernel `python3`. */
export async function installEmptyPython(
  installed: Installed,
  folder: string,
): Promise<Installed> {
  const bin = `${folder}/python/bin`, home = `${folder}/home`;
  await makeEnvironment(`${folder}/python`, ["ipykernel==7.4.0"]);
  await Deno.mkdir(home);
  await Deno.mkdir(`${folder}/kernels/python3`, { recursive: true });
  // No variable of ours goes into that one but the way to the network; `%pip` needs a shell.
  const network = Object.entries(Deno.env.toObject())
    .filter(([name]) => /proxy|cert|_ca_|^pip_|^npm_/i.test(name))
    .map(([name, value]) => `${name}=${value}`);
  const variables = [`HOME=${home}`, `PATH=${bin}:/bin`, ...network];
  const clean = ["/usr/bin/env", "-i", ...variables];
  const kernel = [`${bin}/python`, "-m", "ipykernel_launcher", "-f"];
  await Deno.writeTextFile(
    `${folder}/kernels/python3/kernel.json`,
    JSON.stringify({
      argv: [...clean, ...kernel, "{connection_file}"],
      display_name: "Python 3",
      language: "python",
    }),
  );
  return { ...installed, env: { ...installed.env, JUPYTER_PATH: folder } };
}

/** Runs the notebook, and looks into the frames that it shows; `folder` has the environment that it must fill. */
export async function checkColab(
  browser: Browser,
  server: JupyterServer,
  folder: string,
  pictures: string,
): Promise<Row> {
  const row = new Row("JupyterLab, Python", "colab");
  await using visit = await Visit.open(browser, {
    origin: server.url,
    viewport: { width: 1280, height: 900 },
  });
  const { page } = visit;
  try {
    const notebook = await NotebookPage.open(page, server, "colab.ipynb");
    await notebook.restartAndRunAll(timeout);
    await notebook.save();
    const file = `${server.folder}/colab.ipynb`;
    const saved = parseNotebook(await Deno.readTextFile(file));
    row.check("runs", failures(saved));
    const deno = `${folder}/python/bin/deno`;
    const own = await Deno.stat(deno).then(() => true, () => false);
    row.check("runs", own ? [] : [`there is no ${deno}`]);
    for (const frame of await page.$$(".jp-OutputArea-output iframe")) {
      await bringIntoView(page, frame);
      const name = await frame.getAttribute("title");
      const content = (await frame.contentFrame())!;
      // A link to a section must not lead out of the page.
      await content.evaluate(
        `[...document.querySelectorAll("a[href^='#']")].at(-1)?.click()`,
      );
      await page.waitForTimeout(200);
      const executed = await Deno.readTextFile(`out/colab/${name}.ipynb`);
      const { problems, count } = await lookAtFigures(
        content,
        { figures: "figure.plot", texts: "none" },
        countFigures(parseNotebook(executed)),
      );
      row.check("figures", problems.map((text) => `${name}: ${text}`), count);
      await frame.screenshot({ path: `${pictures}/colab_${name}.png` });
    }
  } catch (error) {
    row.check("runs", [(error as Error).message.slice(0, 600)]);
  }
  await page.screenshot({ path: `${pictures}/colab.png` });
  row.check("requests", visit.foreign);
  row.check("console", visit.errors);
  return row;
}

/** Scrolls until an element stays in view: cells above it take their height only when they come near. */
async function bringIntoView(
  page: Page,
  element: ElementHandle,
): Promise<void> {
  for (let seen = 0, tries = 0; seen < 3 && tries < 50; tries++) {
    await element.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    const box = await element.boundingBox();
    seen = box && box.y >= 0 && box.y < 400 ? seen + 1 : 0;
  }
}
