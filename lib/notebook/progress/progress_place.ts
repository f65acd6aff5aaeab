/**
 * Which display of progress fits where this runs.
 *
 * @module
 */

import { isKernel } from "../../plot/jupyter.ts";
import {
  linesDisplay,
  notebookDisplay,
  type ProgressDisplay,
  terminalDisplay,
} from "./progress_display.ts";

/** What decides on the display. */
export interface Place {
  /** Whether this is a notebook's kernel. */
  readonly kernel: boolean;
  /** Whether standard error is a terminal. */
  readonly terminal: boolean;
  /** The environment variable `CI`. */
  readonly ci: string | undefined;
}

/** The display for a place. A terminal of CI is a file in the end, where a line written over is litter. */
export function displayFor(
  { kernel, terminal, ci = "" }: Place,
): "notebook" | "terminal" | "lines" {
  if (kernel) return "notebook";
  return terminal && ["", "0", "false"].includes(ci) ? "terminal" : "lines";
}

/** The display for where this runs. */
export function displayHere(): ProgressDisplay {
  const kernel = isKernel(), terminal = Deno.stderr.isTerminal();
  switch (displayFor({ kernel, terminal, ci: ci() })) {
    case "notebook":
      return notebookDisplay();
    case "terminal":
      return terminalDisplay(write, columns);
    case "lines":
      return linesDisplay(write);
  }
}

/** Standard error, because standard output may be what a program is for. */
function write(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  } catch {
    // A reader that went away (EPIPE), or a closed terminal: no reason for the loop to fail.
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || 80; // a pseudo-terminal may say 0
  } catch {
    return 80; // the terminal was closed
  }
}

/** Asks first whether it may be read: to read it would ask the user, over a progress bar. */
function ci(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "CI" });
  return state === "granted" ? Deno.env.get("CI") : undefined;
}
