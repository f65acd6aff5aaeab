/**
 * Where progress is shown: in a notebook, in a terminal, or as lines in a file.
 *
 * @module
 */

import { sendUpdate } from "../../plot/jupyter.ts";
import { escapeHtml } from "../../plot/parts/escape.ts";
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

/**
 * The text, and a bar before it where the total is known: a frame and a filled part in the colour of the
 * text, which is legible on every theme, as the browser's own bar is not. The filled part is a border,
 * because backgrounds are not printed.
 */
function bar(
  { done, total, label }: ProgressState,
  text: string,
): string {
  if (!total) return `<div>${escapeHtml(text)}</div>`;
  const percent = +(100 * done / total).toFixed(1);
  return `<div><div role="progressbar" aria-label="${
    escapeHtml(label)
  }" aria-valuemin="0" aria-valuemax="${total}" aria-valuenow="${done}" style="display: inline-block; box-sizing: border-box; width: 16em; max-width: 100%; padding: 1px; border: 1px solid; margin-right: 0.5em; vertical-align: baseline"><div style="width: ${percent}%; border-top: 0.5em solid"></div></div>${
    escapeHtml(text)
  }</div>`;
}

/** One line of a terminal, written over; it stays at the end. */
export function terminalDisplay(
  write: (text: string) => void,
  columns: () => number,
): ProgressDisplay {
  const line = (state: ProgressState) => {
    // The last column is left free: some terminals go to the next line there.
    return `\r\x1b[K${clip(`${blocks(state)}${state}`, columns() - 1)}`;
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

const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** As much of a text as fits into so many columns; wide characters take two. */
function clip(text: string, columns: number): string {
  const characters = [...text];
  const widths = characters.map((character) => WIDE.test(character) ? 2 : 1);
  let width = 0, kept = 0; // kept: how many leave a column for the dots
  for (const [i, own] of widths.entries()) {
    width += own;
    if (width < columns) kept = i + 1;
  }
  return width <= columns ? text : `${characters.slice(0, kept).join("")}…`;
}
