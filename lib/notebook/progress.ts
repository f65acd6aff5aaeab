/**
 * Shows how a loop goes on.
 *
 * @module
 */

import type { ProgressDisplay } from "./progress_display.ts";
import { displayHere } from "./progress_place.ts";
import { Interval, ProgressState } from "./progress_state.ts";

/**
 * Figures beside the bar, by name: numbers are rounded to four digits or to whole ones, texts are shown as
 * they are, and what is undefined, as before the first step, is left out.
 */
export type Figures = Readonly<Record<string, number | string | undefined>>;

/** What {@linkcode progress} can be told. */
export interface ProgressOptions {
  /**
   * The number of steps in all, those done before included. By default from the length or size of the
   * items, if they have one. Without it, or once it is passed, there is no bar and no time left to tell.
   */
  readonly total?: number;
  /** Steps that were done before, as after a resume; the rate does not count them. 0 by default. */
  readonly start?: number;
  /** What one step is called. `"step"` by default. */
  readonly unit?: string;
  /** What stands in front. Nothing by default. */
  readonly label?: string;
  /** Gives figures to show beside the bar; called when it is drawn. */
  readonly show?: () => Figures;
}

/**
 * Goes through items and shows the step, the rate, the time left, and figures of one's choice: a bar in a
 * notebook (one output that is updated, no widget), one line in a terminal, and where the output is a file
 * or CI a plain line every ten seconds. It is drawn ten times a second at most, and at the end, whether the
 * loop is through, is left by `break`, or fails; a step that is left does not count.
 *
 * A number stands for the items from `start` up to it. The event loop gets a turn every 50 ms, so that
 * signals and a notebook's messages come through.
 *
 * @throws {RangeError} when `total` or `start` is no whole number of at least 0, or `start` is above `total`
 * @throws {TypeError} when `items` is neither iterable nor a number
 *
 * @example
 * ```ts
 * import { progress } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const losses: number[] = [];
 * const show = () => ({ loss: losses.at(-1) });
 * for await (const batch of progress([[1, 2], [3, 4]], { label: "train", show })) {
 *   losses.push(batch[0] / batch[1]);
 * }
 * assertEquals(losses, [0.5, 0.75]);
 * ```
 */
export function progress(
  items: number,
  options?: ProgressOptions,
): AsyncGenerator<number, void>;
/** The same for any items, that come at once or are awaited. */
export function progress<T>(
  items: Iterable<T> | AsyncIterable<T>,
  options?: ProgressOptions,
): AsyncGenerator<T, void>;
export function progress<T>(
  items: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions = {},
): AsyncGenerator<T | number, void> {
  return progressOn(displayHere, () => performance.now(), items, options);
}

/** The same on a display and by a clock in milliseconds; for `progress` and its tests only. */
export function progressOn<T>(
  makeDisplay: () => ProgressDisplay,
  now: () => number,
  items: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions,
): AsyncGenerator<T | number, void> {
  const { start = 0 } = options;
  checkWhole("start", start);
  if (typeof items === "number") checkWhole("items", items);
  else if (!isIterable(items)) {
    throw new TypeError(
      `progress: items is ${
        items === null ? "null" : typeof items
      }, expected something to iterate over, or a number of steps`,
    );
  }
  const length = lengthOf(items);
  const total = options.total ??
    (typeof items === "number"
      ? items
      : length === undefined
      ? undefined
      : start + length);
  if (total !== undefined) {
    checkWhole("total", total);
    if (start > total) {
      throw new RangeError(
        `progress: start is ${start}, expected at most the total of ${total}`,
      );
    }
  }
  const sequence = typeof items === "number" ? range(start, items) : items;
  const known = { ...options, start, total };
  return drawn<T | number>(sequence, known, makeDisplay, now);
}

async function* drawn<T>(
  items: Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions & { readonly start: number },
  makeDisplay: () => ProgressDisplay,
  now: () => number,
): AsyncGenerator<T, void> {
  // Only here, where the loop begins: what passes between the call and the loop is not its time.
  const state = new ProgressState(options, now);
  const display = makeDisplay();
  const drawing = new Interval(display.interval, now);
  const breath = new Interval(50, now);
  try {
    await display.draw(state);
    for await (const item of items) {
      yield item;
      state.step();
      if (drawing.isDue()) await display.draw(state);
      // The event loop's turn: for signals, timers and the messages of a notebook.
      if (breath.isDue()) await new Promise((resolve) => setTimeout(resolve));
    }
    state.end("finished");
  } catch (error) {
    state.end("failed");
    throw error;
  } finally {
    state.end("stopped"); // where the loop was left: by break, return or an error of its body
    await display.finish(state);
  }
}

function lengthOf(items: unknown): number | undefined {
  const { length, size } = items as { length?: unknown; size?: unknown };
  return [length, size].find((value) => typeof value === "number") as
    | number
    | undefined;
}

function isIterable(items: unknown): boolean {
  return items !== null && items !== undefined &&
    (Symbol.iterator in Object(items) || Symbol.asyncIterator in Object(items));
}

function* range(start: number, end: number): Generator<number> {
  for (let i = start; i < end; i++) yield i;
}

function checkWhole(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw new RangeError(
      `progress: ${name} is ${value}, expected a whole number of at least 0`,
    );
  }
}
