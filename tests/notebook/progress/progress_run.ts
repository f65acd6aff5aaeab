/** Loops with progress for the tests of this folder, by a clock of their own. */

import type { ProgressOptions } from "../../../lib/notebook/mod.ts";
import { progressOn } from "../../../lib/notebook/progress/progress.ts";
import {
  type ProgressDisplay,
  terminalDisplay,
} from "../../../lib/notebook/progress/progress_display.ts";

/** Runs a loop on a display by a clock that the body moves on; gives what was written. */
export async function run<T>(
  make: (write: (text: string) => void) => ProgressDisplay,
  items: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions,
  body: (item: T | number, clock: { now: number }) => boolean | void = (
    _,
    clock,
  ) => {
    clock.now += 50;
  },
): Promise<string[]> {
  const written: string[] = [], clock = { now: 1000 };
  const display = make((text) => written.push(text));
  try {
    for await (
      const item of progressOn(
        () => display,
        () => clock.now,
        items,
        options,
      )
    ) {
      if (body(item, clock)) break;
    }
  } catch (error) {
    written.push(`caught ${(error as Error).message}`);
  }
  return written;
}

/** A terminal that is wide enough. */
export const terminal = (write: (text: string) => void) =>
  terminalDisplay(write, () => 200);
