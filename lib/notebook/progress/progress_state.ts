/**
 * Where a loop stands, and how that is said.
 *
 * @module
 */

import type { Figures, ProgressOptions } from "./progress_options.ts";

/** How a loop ended: went through, was left, had no time left, or its items failed. */
export type Ending = "finished" | "stopped" | "out of time" | "failed";

/** Says when so many milliseconds have passed since it last said so. */
export class Interval {
  readonly #milliseconds: number;
  readonly #now: () => number;
  #last: number;

  constructor(milliseconds: number, now: () => number) {
    this.#milliseconds = milliseconds;
    this.#now = now;
    this.#last = now();
  }

  /** Whether they have passed. */
  isDue(): boolean {
    const now = this.#now();
    if (now - this.#last < this.#milliseconds) return false;
    this.#last = now;
    return true;
  }
}

/** Steps done, time, rate, figures. */
export class ProgressState {
  readonly #options: ProgressOptions & { readonly start: number };
  readonly #now: () => number;
  readonly #began: number;
  #show: ProgressOptions["show"];
  #done: number;
  #ending: Ending | null = null;

  /** `now` gives milliseconds. */
  constructor(
    options: ProgressOptions & { readonly start: number },
    now: () => number,
  ) {
    this.#options = options;
    this.#show = options.show;
    this.#now = now;
    this.#began = now();
    this.#done = options.start;
  }

  /** Steps done, those before the start included. */
  get done(): number {
    return this.#done;
  }

  /** The number of steps in all, where it is known: a total that was passed was wrong. */
  get total(): number | undefined {
    const { total } = this.#options;
    return total !== undefined && this.#done > total ? undefined : total;
  }

  /** How the loop ended; null before. */
  get ending(): Ending | null {
    return this.#ending;
  }

  /** What stands in front, or what the steps are. */
  get label(): string {
    return this.#options.label || plural(this.#unit);
  }

  /** Counts a step. */
  step(): void {
    this.#done++;
  }

  /** Ends it; only the first ending counts. */
  end(ending: Ending): void {
    this.#ending ??= ending;
  }

  /** All in a line: `step 30 of 100 (30 %), 6 s left; loss 0.42; 12 steps/s`. */
  toString(): string {
    const { total } = this, { label } = this.#options;
    const position = total === undefined
      ? `${this.#unit} ${this.#done}`
      : `${this.#unit} ${this.#done} of ${total}`;
    const percent = total ? ` (${Math.floor(100 * this.#done / total)} %)` : "";
    const words = this.#ending === null || this.#ending === "finished"
      ? position + percent
      : `${this.#ending} at ${position}`;
    const [time, rate] = this.#times();
    const figures = Object.entries(this.#figures())
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name} ${written(value!)}`);
    // What is looked at most comes first: a terminal cuts the end.
    const now = time ? `${words}, ${time}` : words;
    const text = (label ? `${label}: ` : "") +
      [now, figures.join(", "), rate].filter(Boolean).join("; ");
    // A line break or an escape sequence in a label would end the line that is written over.
    return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  }

  #figures(): Figures {
    try {
      return this.#show?.() ?? {};
    } catch (error) {
      this.#show = undefined; // so that the display can say how it ended
      throw error;
    }
  }

  get #unit(): string {
    return this.#options.unit ?? "step";
  }

  #times(): string[] {
    const seconds = (this.#now() - this.#began) / 1000;
    const steps = this.#done - this.#options.start;
    if (steps === 0 || seconds === 0) return [];
    const rate = steps / seconds, { total } = this;
    const words = `${Number(rate.toPrecision(3))} ${plural(this.#unit)}/s`;
    return this.#ending !== null || total === undefined
      ? [duration(seconds), words]
      : [`${duration((total - this.#done) / rate)} left`, words];
  }
}

/** Four digits, or a whole number: of a count of samples every digit tells. */
function written(value: number | string): string {
  if (typeof value !== "number") return String(value);
  const size = Math.abs(value);
  return size >= 1e4 && size < 1e15
    ? String(Math.round(value))
    : String(Number(value.toPrecision(4)));
}

/** `steps`, `epochs`, `batches`. */
function plural(unit: string): string {
  return /(?:[sxz]|sh|[^o]ch)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

/** `8.1 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
