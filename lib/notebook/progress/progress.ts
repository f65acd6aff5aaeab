/**
 * Shows how a loop goes on.
 *
 * @module
 */

import type { ProgressDisplay } from "./progress_display.ts";
import {
  checkEndings,
  checkWhole,
  kindOf,
  type ProgressOptions,
} from "./progress_options.ts";
import { displayHere } from "./progress_place.ts";
import { Interval, ProgressState } from "./progress_state.ts";

/**
 * Goes through items and shows the step, the rate, the time left, and figures of one's choice: a bar in a
 * notebook (one output that is updated, no widget), one line in a terminal, and where the output is a file
 * or CI a plain line every ten seconds. It is drawn ten times a second at most, and at the end, whether the
 * loop is through, is left by `break`, or fails; a step that is left does not count.
 *
 * A number stands for the items from `start` up to it. The event loop gets a turn after every step, so that
 * timers, signals and a notebook's messages come through.
 *
 * A notebook's Stop button kills the Deno kernel with all that it holds (denoland/deno#24491): give long
 * loops a `signal` or `maxSeconds`, which end them cleanly, and `save`, for whatever else comes.
 *
 * @throws {RangeError} when `total` or `start` is no whole number of at least 0, `start` is above `total`,
 * `maxSeconds` is not above 0, or `saveSeconds` is below 0
 * @throws {TypeError} when `items` is neither iterable nor a number, or an option is of the wrong kind
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
 *
 * @example A loop that ends in time and leaves its state behind
 * ```ts
 * import { progress } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * let state = 0;
 * const file = await Deno.makeTempFile();
 * const save = () => Deno.writeTextFile(file, JSON.stringify({ state }));
 * const stop = new AbortController();
 * for await (const step of progress(1000, { signal: stop.signal, maxSeconds: 60, save })) {
 *   state += step;
 *   if (step === 4) stop.abort();
 * }
 * assertEquals(await Deno.readTextFile(file), '{"state":10}');
 * await Deno.remove(file);
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
  checkEndings(options);
  if (typeof items === "number") checkWhole("items", items);
  else if (!isIterable(items)) {
    throw new TypeError(
      `progress: items is ${
        kindOf(items)
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
  const { signal, maxSeconds = Infinity, saveSeconds = 60 } = options;
  const time = new Interval(1000 * maxSeconds, now);
  const saving = new Interval(1000 * saveSeconds, now);
  let save = options.save;
  const keep = async () => {
    const once = save;
    save = undefined; // where it fails, it is not called again at the end
    await once?.(state.done);
    save = once;
  };
  const isOver = () => {
    if (state.done === state.total) return false; // nothing is left to end
    if (signal?.aborted) state.end("stopped");
    else if (time.isDue()) state.end("out of time");
    return state.ending !== null;
  };
  // Not in a `finally`, where an error of its own would take the place of the loop's.
  await using _end = {
    async [Symbol.asyncDispose]() {
      state.end("stopped"); // where the loop was left: by break, return or an error of its body
      try {
        await keep();
      } finally {
        await display.finish(state);
      }
    },
  };
  try {
    await display.draw(state);
    if (isOver()) return;
    for await (const item of items) {
      yield item;
      state.step();
      if (drawing.isDue()) await display.draw(state);
      await turn();
      if (saving.isDue()) await keep();
      if (isOver()) return;
    }
    state.end("finished");
  } catch (error) {
    state.end("failed");
    throw error;
  }
}

/** A turn of the event loop: timers, signals and messages come through. It takes 2 µs, a timer of 0 ms 2 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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
