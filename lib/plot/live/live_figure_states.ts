/** When the states of a live figure are sent. */

import { checkFigure } from "../figure/composed_options.ts";
import type { Figure } from "../figure/figure.ts";
import type { LiveFigure } from "./live_figure.ts";
import type { LiveSender } from "./live_figure_message.ts";

/** Where a live figure is shown, and by what clock; for `liveFigure` and its tests only. */
export interface LivePlace {
  /** Sends to the notebook, null outside of one. */
  readonly sender: LiveSender | null;
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls back after so many milliseconds; gives what takes that back. */
  readonly after: (milliseconds: number, call: () => void) => () => void;
  /** Writes the text at the end, outside a notebook. */
  readonly print: (text: string) => void;
}

/** The states of a live figure, of which the latest is sent when it is time. */
export class LiveStates<T> implements LiveFigure<T> {
  readonly #place: LivePlace;
  readonly #make: (data: T) => Figure;
  readonly #interval: number;
  /** The last state, and whether it is still to be sent. */
  #latest: { readonly data: T } | null = null;
  #waits = false;
  #states = 0;
  #sentAt = -Infinity;
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  #cancelTimer: (() => void) | null = null;
  /** What failed while nobody waited for it. */
  #failure: { readonly error: unknown } | null = null;
  #ended: Promise<void> | null = null;

  /** `interval`: milliseconds from one state that is sent to the next, at least. */
  constructor(
    place: LivePlace,
    make: (data: T) => Figure,
    interval: number,
  ) {
    this.#place = place;
    this.#make = make;
    this.#interval = interval;
  }

  /** The first state, which nobody waits for. */
  begin(data: T): void {
    this.#latest = { data };
    this.#waits = true;
    this.#schedule();
  }

  /** See {@linkcode LiveFigure}. */
  async update(data: T): Promise<void> {
    if (this.#ended !== null) {
      throw new TypeError(
        "the live figure has ended, expected none of its updates after that; make a new one with liveFigure",
      );
    }
    this.#throwFailure();
    this.#latest = { data };
    this.#waits = true;
    if (!this.#isSending && this.#left() <= 0) await this.#send();
    else this.#schedule();
  }

  /** See {@linkcode LiveFigure}. */
  end(): Promise<void> {
    return this.#ended ??= this.#finish();
  }

  /** Ends. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  /** Milliseconds until the next state may be sent. */
  #left(): number {
    return this.#sentAt + this.#interval - this.#place.now();
  }

  /** The state that waits is sent even if no other update comes. */
  #schedule(): void {
    if (this.#place.sender === null || this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#place.after(Math.max(0, this.#left()), () => {
      this.#cancelTimer = null;
      if (this.#isSending || !this.#waits || this.#ended !== null) return;
      this.#send().catch((error) => this.#failure = { error });
    });
  }

  async #send(): Promise<void> {
    const { sender } = this.#place;
    if (sender === null || this.#latest === null) return;
    this.#stopTimer();
    const figure = this.#figure();
    this.#waits = false;
    this.#isSending = true;
    this.#sentAt = this.#place.now();
    this.#sending = sender.update(figure, this.#states++);
    try {
      await this.#sending;
    } finally {
      this.#isSending = false;
      if (this.#waits) this.#schedule();
    }
  }

  async #finish(): Promise<void> {
    this.#stopTimer();
    await this.#sending.catch(() => {}); // told to who waited for it
    this.#throwFailure();
    if (this.#latest === null) return;
    const { sender, print } = this.#place;
    const figure = this.#figure();
    if (sender === null) print(figure.toString());
    else await sender.end(figure, this.#states++);
  }

  #figure(): Figure {
    const figure = this.#make(this.#latest!.data);
    checkFigure("what the live figure is made of", figure);
    return figure;
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #throwFailure(): void {
    if (this.#failure === null) return;
    const { error } = this.#failure;
    this.#failure = null;
    throw error;
  }
}
