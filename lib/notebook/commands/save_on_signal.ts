/** Saves what was executed so far where the command is interrupted. */

import type { CellProgress } from "../run/run_notebook.ts";
import { END_SIGNALS } from "../kernel/kernel_process.ts";
import { write } from "./files.ts";

/** The notebooks that run now and are to be saved. Make it before the first kernel, whose end it precedes. */
export class SaveOnSignal implements Disposable {
  readonly #running = new Map<string, CellProgress>();
  readonly #listeners = END_SIGNALS.map((signal) => ({
    signal,
    listener: () => {
      this.#save();
      this[Symbol.dispose]();
      // The process ends as it would have without this listener, once the kernels have been ended.
      setTimeout(() => Deno.kill(Deno.pid, signal));
    },
  }));

  /** Listens to the signals that end a process. */
  constructor() {
    for (const { signal, listener } of this.#listeners) {
      Deno.addSignalListener(signal, listener);
    }
  }

  /** Takes the state of a notebook that is to be saved in this file. */
  update(path: string, progress: CellProgress): void {
    this.#running.set(path, progress);
  }

  /** The notebook of this file has been saved. */
  done(path: string): void {
    this.#running.delete(path);
  }

  /** Listens no more. */
  [Symbol.dispose](): void {
    for (const { signal, listener } of this.#listeners) {
      Deno.removeSignalListener(signal, listener);
    }
  }

  #save(): void {
    for (const [path, { number, total, state, notebook }] of this.#running) {
      write(path, notebook);
      const executed = state === "passed" ? number : number - 1;
      console.error(
        `\ninterrupted: wrote ${path}, ${executed} of ${total} cells executed`,
      );
    }
  }
}
