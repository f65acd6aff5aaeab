/**
 * A notebook open in JupyterLab or Notebook 7, worked as a reader works it: by its buttons.
 *
 * The application object that both show in the page, `jupyterapp`, tells only what the page cannot: when all has
 * run, and which theme to change to.
 *
 * @module
 */

import type { Page } from "playwright-core";
import type { JupyterServer } from "./jupyter_server.ts";

const notebook = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook";

/** A notebook in a front end. */
export class NotebookPage {
  /** The browser's page. */
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a notebook of the server's folder, and waits until its kernel is ready. */
  static async open(
    page: Page,
    server: JupyterServer,
    file: string,
  ): Promise<NotebookPage> {
    await page.goto(server.address(file));
    await page.waitForSelector(`${notebook} .jp-Cell`);
    await page.waitForFunction(
      "globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
    );
    return new NotebookPage(page);
  }

  /** Presses "Restart the kernel and run all cells" and waits until no cell runs any more. */
  async restartAndRunAll(timeout: number): Promise<void> {
    await this.#press("notebook:restart-run-all");
    await this.page.click(".jp-Dialog button.jp-mod-accept");
    // Every cell waits at first, so that none has the number of an earlier run.
    await this.page.waitForFunction(
      `{
      const panel = jupyterapp.shell.currentWidget;
      const cells = [...panel.content.model.cells].filter(({ type }) => type === "code");
      const ran = cells.every((cell) =>
        cell.executionState === "idle" &&
        (cell.executionCount !== null || !/\\S/.test(cell.sharedModel.source)));
      const failed = cells.some((cell) =>
        [...Array(cell.outputs.length).keys()].some((i) => cell.outputs.get(i).type === "error"));
      panel.sessionContext.session?.kernel?.status === "idle" && (ran || failed);
    }`,
      undefined,
      { timeout, polling: 200 },
    );
  }

  /** Presses "Save" and waits until the file is written. */
  async save(): Promise<void> {
    await this.#press("docmanager:save");
    await this.page.waitForFunction(
      "!jupyterapp.shell.currentWidget.context.model.dirty",
    );
  }

  /** Changes the theme of the whole front end. */
  async theme(name: "JupyterLab Light" | "JupyterLab Dark"): Promise<void> {
    await this.page.evaluate(
      `jupyterapp.commands.execute("apputils:change-theme", { theme: "${name}" })`,
    );
    await this.page.waitForSelector(`body[data-jp-theme-name="${name}"]`, {
      state: "attached",
    });
  }

  /** Scrolls through all cells from top to bottom, so that what waits for being seen is seen. */
  async scrollThrough(): Promise<void> {
    for (
      const output of await this.page.$$(`${notebook} .jp-OutputArea-output`)
    ) {
      await output.scrollIntoViewIfNeeded().catch(() => {}); // one without a height
    }
  }

  /** Ends all kernels of the server. */
  async endKernels(): Promise<void> {
    await this.page.evaluate(
      "jupyterapp.serviceManager.sessions.shutdownAll()",
    );
  }

  #press(command: string): Promise<void> {
    return this.page.click(`[data-command="${command}"]`);
  }
}
