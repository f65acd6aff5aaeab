/** Executing a notebook for a sub-command: its options, its progress, and the place of a failure. */

import { dirname } from "node:path";
import { type Arguments, UsageError } from "./arguments.ts";
import { CellError } from "../run/cell_error.ts";
import type { Notebook } from "../format/nbformat.ts";
import { progressLines } from "./progress_lines.ts";
import { type CellProgress, runNotebook } from "../run/run_notebook.ts";
import { failurePlace } from "./failure_place.ts";

/** The options of every sub-command that executes notebooks. */
export const RUN_OPTIONS = {
  timeout: { value: "SECONDS", help: "Time limit of each cell (default: 120)" },
  cwd: {
    value: "DIR",
    help: "Working directory of the kernel (default: the notebook's folder)",
  },
};

/** How an execution is shown. */
export interface Shown {
  /** Stands before each line, where several notebooks run. */
  label?: string;
  /** Whether others run at the same time, so that only whole lines can be shown. */
  parallel?: boolean;
  /** Hears of every cell that starts or ends. */
  onCell?: (progress: CellProgress) => void;
}

/** Executes the notebook of a file, shows each cell, and says where it failed. */
export async function execute(
  path: string,
  notebook: Notebook,
  values: Arguments["values"],
): Promise<Notebook> {
  try {
    return await executeShown(path, notebook, values);
  } catch (error) {
    if (error instanceof CellError) {
      console.error(`${await failurePlace(path, error)}: failed`);
    }
    throw error;
  }
}

/** Executes the notebook of a file and shows each cell. */
export function executeShown(
  path: string,
  notebook: Notebook,
  values: Arguments["values"],
  { label, parallel = false, onCell }: Shown = {},
): Promise<Notebook> {
  const terminal = Deno.stdout.isTerminal();
  const width = terminal
    ? Deno.consoleSize().columns
    : 80 + (label?.length ?? 0);
  const show = progressLines({
    write: (text) => Deno.stdout.writeSync(new TextEncoder().encode(text)),
    terminal: terminal && !parallel,
    width,
    label,
  });
  return runNotebook(notebook, {
    cwd: values.cwd ?? dirname(path),
    timeout: timeLimit(values),
    onCell: (progress) => {
      onCell?.(progress);
      show(progress);
    },
  });
}

/** The time limit of each cell, in seconds. */
export function timeLimit({ timeout }: Arguments["values"]): number {
  const seconds = Number(timeout ?? 120);
  if (seconds > 0) return seconds;
  throw new UsageError(`--timeout is '${timeout}', expected seconds above 0`);
}
