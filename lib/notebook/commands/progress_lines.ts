/** Shows how a run of a notebook goes on: a line for each cell. */

import type { CellProgress } from "../run/run_notebook.ts";

/** Where the lines go. */
export interface ProgressOutput {
  /** Writes text. */
  write: (text: string) => void;
  /** Whether it is a terminal, where the line of the running cell can be updated. */
  terminal: boolean;
  /** The terminal's width in characters. Default: 80. */
  width?: number;
  /** What stands before each line, as the notebook's name where several run. Default: nothing. */
  label?: string;
}

/** What is shown of a cell. */
export type CellLine = Omit<CellProgress, "notebook">;

/**
 * Makes an `onCell` for `runNotebook` that writes a line for each cell that has ended: its number,
 * its first line and its seconds. On a terminal the running cell has a line too, with its time.
 *
 * @example
 * ```ts
 * import { progressLines } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * let text = "";
 * const onCell = progressLines({ write: (line) => text += line, terminal: false });
 * const cell = { number: 1, total: 9, index: 0, firstLine: "const x = 1;" };
 * onCell({ ...cell, state: "passed", seconds: 0.24 });
 * if (!text.startsWith("[1/9] passed   0.2 s  const x = 1;")) throw new Error(text);
 * ```
 */
export function progressLines(
  output: ProgressOutput,
): (cell: CellLine) => void {
  const { write, terminal, width = 80, label = "" } = output;
  let timer: ReturnType<typeof setInterval> | undefined;
  const cut = (line: string, width: number) =>
    line.length > width ? `${line.slice(0, width - 1)}…` : line;
  return (cell) => {
    clearInterval(timer);
    if (cell.state !== "start") {
      const line = cut(label + lineOf(cell, cell.state, cell.seconds), width);
      const notes = (cell.notes ?? []).map((note) => `${label}  ${note}\n`);
      return write(
        `${terminal ? "\r\x1b[K" : ""}${line}\n${notes.join("")}`,
      );
    }
    if (!terminal) return;
    const start = performance.now();
    const show = () => {
      const seconds = (performance.now() - start) / 1000;
      const line = label + lineOf(cell, "running", seconds);
      write(`\r\x1b[K${cut(line, width - 1)}`);
    };
    show();
    const updates = setInterval(show, 200);
    Deno.unrefTimer(updates); // it must not keep the process alive
    timer = updates;
  };
}

function lineOf(
  { number, total, firstLine }: CellLine,
  state: string,
  seconds: number,
): string {
  const count = `[${String(number).padStart(String(total).length)}/${total}]`;
  const time = `${seconds.toFixed(1).padStart(5)} s`;
  return `${count} ${state.padEnd(7)}${time}  ${firstLine}`;
}
