/** Finds the end of a cell's output: markers in its streams, after which nothing earlier can come. */

import type { JupyterMessage } from "./jupyter_message.ts";

/** Time for what a cell did not wait for, such as a short timer's output. */
const QUIET_TIME = 50;
/** Where a timer prints for ever, so much time and no more. */
const LONGEST_WAIT = 500;
/** Should the markers never come, so long a silence will do. */
const SILENCE = 2_000;

/**
 * A marker that the kernel prints to both streams after a cell. Messages go through `receive`,
 * which passes them on without the marker; `found` says that both have come.
 */
export class OutputMarker {
  readonly #text = `\u0001ticks-${crypto.randomUUID()}\n`;
  readonly #forward: (message: JupyterMessage) => void;
  #foundAt = Infinity;
  /** By stream whose marker is still to come: text that may be its beginning. */
  readonly #held: Map<string, string> = new Map([["stdout", ""], [
    "stderr",
    "",
  ]]);

  /** Makes a marker for the messages of one execution, which go on to `forward`. */
  constructor(forward: (message: JupyterMessage) => void) {
    this.#forward = forward;
  }

  /** The code that prints the marker. */
  get code(): string {
    const line = this.#text.slice(0, -1); // printing adds the newline
    return `await globalThis[Symbol.for("ticks.mark")](${
      JSON.stringify(line)
    })`;
  }

  /** Whether the marker has come on both streams. */
  get found(): boolean {
    return this.#held.size === 0;
  }

  /** How many milliseconds to wait yet, at a time and where the last output came at another; 0 or less for none. */
  timeLeft(now: number, lastOutput: number): number {
    if (!this.found) return lastOutput + SILENCE - now;
    this.#foundAt = Math.min(this.#foundAt, now);
    return Math.min(lastOutput + QUIET_TIME, this.#foundAt + LONGEST_WAIT) -
      now;
  }

  /** Takes a message and passes on what is no marker. */
  receive(message: JupyterMessage): void {
    const name = String(message.content.name);
    const held = message.header.msg_type === "stream"
      ? this.#held.get(name)
      : undefined;
    if (held === undefined) return this.#forward(message);
    const all = held + String(message.content.text);
    const start = all.indexOf(this.#text);
    let text: string;
    if (start >= 0) {
      this.#held.delete(name);
      text = all.slice(0, start) + all.slice(start + this.#text.length);
    } else {
      // The kernel cuts its streams where it likes, so also within the marker.
      const end = all.length - beginningOf(this.#text, all);
      this.#held.set(name, all.slice(end));
      text = all.slice(0, end);
    }
    if (text) this.#forward({ ...message, content: { name, text } });
  }
}

/** How many characters at the end of `text` may be the beginning of `marker`. */
function beginningOf(marker: string, text: string): number {
  let length = Math.min(text.length, marker.length - 1);
  while (!text.endsWith(marker.slice(0, length))) length--;
  return length;
}
