/** Text that was written for a terminal, as HTML or without its colours. */

import { escapeHtml } from "../../plot/parts/escape.ts";

// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\[([0-9;]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07/g;

/** A text without a terminal's escape sequences. */
export function withoutSequences(text: string): string {
  return text.replace(SEQUENCE, "");
}

/**
 * What a terminal would show of a text, as HTML: colours and weight as spans with the classes
 * `ansi-31` and so on, other escape sequences left out, and of a line that was written several times
 * with `\r` the last version.
 */
export function terminalToHtml(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replace(/[^\n]*\r(?=[^\n])/g, "");
  let html = "";
  let end = 0;
  let styles: string[] = [];
  const add = (part: string) => {
    if (part === "") return;
    html += styles.length
      ? `<span class="${styles.join(" ")}">${escapeHtml(part)}</span>`
      : escapeHtml(part);
  };
  for (const match of lines.matchAll(SEQUENCE)) {
    add(lines.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[1] !== undefined) styles = applyCodes(styles, match[1]);
  }
  add(lines.slice(end));
  return html;
}

function applyCodes(styles: string[], codes: string): string[] {
  let next = styles;
  for (const code of codes.split(";").map(Number)) {
    if (code === 0) next = [];
    else if (code === 38 || code === 48) return next; // 256 colours: left as they are
    else if (code === 39) next = next.filter((style) => !isColour(style));
    else if (code === 22) {
      next = next.filter((s) => s !== "ansi-1" && s !== "ansi-2");
    } else if (code === 1 || code === 2 || code === 3 || code === 4) {
      next = [...next, `ansi-${code}`];
    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      // Bright colours are shown as plain ones: both must stay legible on either background.
      const style = `ansi-${code >= 90 ? code - 60 : code}`;
      next = [...next.filter((style) => !isColour(style)), style];
    }
  }
  return next;
}

const isColour = (style: string) =>
  style.startsWith("ansi-3") && style !== "ansi-3";
