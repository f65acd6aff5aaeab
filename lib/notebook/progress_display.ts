/**
 * Where progress is shown: in a notebook, in a terminal, or as lines in a file.
 *
 * @module
 */

import { sendUpdate } from "../plot/jupyter.ts";
import { escapeHtml } from "./page/escape_html.ts";
import type { ProgressState } from "./progress_state.ts";

/** A place to show progress. */
export interface ProgressDisplay {
  /** Milliseconds between drawings, at least. */
  readonly interval: number;
  /** Draws how it stands. */
  draw(state: ProgressState): void | Promise<void>;
  /** Draws how it ended. */
  finish(state: ProgressState): void | Promise<void>;
}

/** Sends an output; `first` where there is none of that id yet. */
type Send = (
  id: string,
  data: Record<string, unknown>,
  first: boolean,
) => Promise<void>;

/** A bar in one output of a notebook, that is updated. */
export function notebookDisplay(send: Send = sendUpdate): ProgressDisplay {
  const id = crypto.randomUUID();
  let first = true;
  const draw = async (state: ProgressState) => {
    const text = String(state);
    const now = first;
    first = false;
    await send(
      id,
      { "text/html": bar(state, text), "text/plain": text },
      now,
    );
  };
  return {
    interval: 100,
    draw,
    async finish(state) {
      await draw(state);
      // The kernel sends from a queue that it does not wait for when a cell ends.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

/** The browser's own bar: it has the front end's colours, and screen readers know it. */
function bar(
  { done, total, label, ending }: ProgressState,
  text: string,
): string {
  const known = total !== undefined || ending !== null;
  const value = known
    ? ` max="${total || 1}" value="${total ? done : ending ? 1 : 0}"`
    : "";
  return `<div><progress${value} aria-label="${
    escapeHtml(label)
  }" style="width: 16em; vertical-align: middle"></progress> ${
    escapeHtml(text)
  }</div>`;
}

/** One line of a terminal, written over; it stays at the end. */
export function terminalDisplay(
  write: (text: string) => void,
  columns: () => number,
): ProgressDisplay {
  const line = (state: ProgressState) => {
    const room = Math.max(10, columns() - 1);
    const text = `${blocks(state)}${state}`;
    return `\r\x1b[K${
      text.length > room ? `${text.slice(0, room - 1)}…` : text
    }`;
  };
  return {
    interval: 100,
    draw: (state) => write(line(state)),
    finish: (state) => write(`${line(state)}\n`),
  };
}

/** A bar of twelve characters, where the total is known. */
function blocks({ done, total }: ProgressState): string {
  if (!total) return "";
  const full = Math.floor(12 * done / total);
  return `${"█".repeat(full)}${"░".repeat(12 - full)} `;
}

/** A line every ten seconds, for files and CI; the last line says how it ended. */
export function linesDisplay(write: (text: string) => void): ProgressDisplay {
  const draw = (state: ProgressState) => write(`${state}\n`);
  return { interval: 10_000, draw, finish: draw };
}
