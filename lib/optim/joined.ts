/**
 * Schedules one after the other.
 *
 * @module
 */

import { describe, type Schedule } from "./schedule.ts";

/** What `joined` takes. */
export interface JoinedOptions {
  /** The first step of each schedule but the first, ascending. */
  boundaries: readonly number[];
}

/**
 * Schedules one after the other: before `boundaries[0]` the first one, from there up to `boundaries[1]`
 * the second, and so on. Each one sees its own steps, from 0:
 *
 *     schedules[k](step - boundaries[k - 1]),  k = how many boundaries are at most step
 *
 * It is optax's `join_schedules(schedules, boundaries)` and PyTorch's
 * `SequentialLR(optimizer, schedulers, milestones=boundaries)`.
 *
 * @throws {TypeError} when one of the schedules is no function, or `boundaries` no array
 * @throws {RangeError} when there is no schedule, or the boundaries are not one fewer than the schedules,
 * whole, above 0 and ascending
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const { constant, joined, linear } = schedules;
 * const schedule = joined([constant(1), linear({ start: 1, steps: 4 })], { boundaries: [2] });
 * assertEquals([0, 1, 2, 3, 4, 5, 6].map(schedule), [1, 1, 1, 0.75, 0.5, 0.25, 0]);
 * ```
 */
export function joined(
  schedules: readonly Schedule[],
  { boundaries }: JoinedOptions,
): Schedule {
  check(schedules, boundaries);
  const parts = [...schedules], starts = [0, ...boundaries];
  return (step) => {
    let part = parts.length - 1;
    while (part > 0 && step < starts[part]) part--;
    return parts[part](step - starts[part]);
  };
}

function check(
  schedules: readonly Schedule[],
  boundaries: readonly number[],
): void {
  if (schedules.length === 0) {
    throw new RangeError("joined: schedules is empty, expected at least one");
  }
  for (const [index, schedule] of schedules.entries()) {
    if (typeof schedule !== "function") {
      throw new TypeError(
        `joined: schedules[${index}] is ${
          describe(schedule)
        }, expected a function of the step, such as constant(0.1)`,
      );
    }
  }
  if (!Array.isArray(boundaries)) {
    throw new TypeError(
      `joined: boundaries is ${
        describe(boundaries)
      }, expected an array of steps such as [100]`,
    );
  }
  if (boundaries.length !== schedules.length - 1) {
    throw new RangeError(
      `joined: boundaries has length ${boundaries.length}, expected ${
        schedules.length - 1
      }: the first step of each schedule but the first`,
    );
  }
  const ascending = boundaries.every((step, index) =>
    Number.isSafeInteger(step) && step > (boundaries[index - 1] ?? 0)
  );
  if (!ascending) {
    throw new RangeError(
      `joined: boundaries is [${
        boundaries.map(describe).join(", ")
      }], expected whole numbers above 0, ascending`,
    );
  }
}
