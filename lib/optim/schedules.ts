/**
 * Learning-rate schedules, as plain functions of the step: 0 is the first window, so after `n` steps
 * the last that was used is `n - 1`. They take fractions too, hold their first value before step 0 and,
 * unless they say otherwise, their last one for ever. Values have the unit of the learning rate.
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const { cosine, joined, linearWarmup } = schedules;
 * const learningRate = joined([
 *   linearWarmup({ peak: 3e-4, steps: 100 }),
 *   cosine({ start: 3e-4, steps: 900 }),
 * ], { boundaries: [100] });
 * const curve = Array.from({ length: 1001 }, (_, step) => learningRate(step));
 * assertEquals([curve[0], curve[100], curve[1000]], [0, 3e-4, 0]);
 * ```
 *
 * @module
 */

import {
  alongCosine,
  checkRate,
  checkSteps,
  linearly,
  type Schedule,
} from "./schedule.ts";

export type { Schedule } from "./schedule.ts";
// All of them: what a namespace names from elsewhere, `deno doc` leaves out.
export * from "./joined.ts";
export * from "./one_cycle.ts";

/**
 * The same value at every step: optax's `constant_schedule`, and PyTorch without a scheduler.
 *
 * @param value A finite number of at least 0
 * @throws {RangeError} when it is not
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([0, 1000].map(schedules.constant(0.1)), [0.1, 0.1]);
 * ```
 */
export function constant(value: number): Schedule {
  checkRate("constant", "value", value);
  return () => value;
}

/** What `linear` and `cosine` take. */
export interface DecayOptions {
  /** The value at step 0. */
  start: number;
  /** The value from step `steps` on; 0 by default. */
  end?: number;
  /** How many steps it takes from one to the other. */
  steps: number;
}

/**
 * A straight line from `start` at step 0 to `end` at step `steps`, and `end` from there on:
 *
 *     start + (end - start) * min(step / steps, 1)
 *
 * It is optax's `linear_schedule(start, end, steps)`, and for a learning rate `lr` PyTorch's
 * `LinearLR(start_factor=start / lr, end_factor=end / lr, total_iters=steps)`.
 *
 * @throws {RangeError} when a value is negative or not finite, or `steps` no whole number above 0
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = schedules.linear({ start: 1, end: 0.5, steps: 4 });
 * assertEquals([0, 1, 2, 3, 4, 5].map(schedule), [1, 0.875, 0.75, 0.625, 0.5, 0.5]);
 * ```
 */
export function linear({ start, end = 0, steps }: DecayOptions): Schedule {
  checkRate("linear", "start", start);
  checkRate("linear", "end", end);
  checkSteps("linear", "steps", steps);
  return (step) => linearly(start, end, step / steps);
}

/** What `linearWarmup` takes. */
export interface LinearWarmupOptions {
  /** The value from step `steps` on. */
  peak: number;
  /** How many steps lie before the first at the peak. */
  steps: number;
  /** The value at step 0; 0 by default, with which the first step moves no parameter. */
  start?: number;
}

/**
 * A straight line up to `peak`, and `peak` from step `steps` on:
 *
 *     start + (peak - start) * min(step / steps, 1)
 *
 * It is optax's `warmup_constant_schedule(start, peak, steps)`, and for a learning rate of `peak`
 * PyTorch's `LinearLR(start_factor=start / peak, total_iters=steps)`. With `joined`, something else
 * comes after it.
 *
 * @throws {RangeError} when a value is negative or not finite, or `steps` no whole number above 0
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = schedules.linearWarmup({ peak: 0.5, steps: 4 });
 * assertEquals([0, 1, 2, 3, 4, 5].map(schedule), [0, 0.125, 0.25, 0.375, 0.5, 0.5]);
 * ```
 */
export function linearWarmup(
  { peak, steps, start = 0 }: LinearWarmupOptions,
): Schedule {
  checkRate("linearWarmup", "start", start);
  checkRate("linearWarmup", "peak", peak);
  checkSteps("linearWarmup", "steps", steps);
  return (step) => linearly(start, peak, step / steps);
}

/**
 * Half a period of a cosine from `start` at step 0 to `end` at step `steps` (Loshchilov and Hutter,
 * 2017, equation 5, without restarts), and `end` from there on:
 *
 *     end + (start - end) * (1 + cos(π * min(step / steps, 1))) / 2
 *
 * It is optax's `cosine_decay_schedule(start, steps, alpha=end / start)`, and for a learning rate of
 * `start` PyTorch's `CosineAnnealingLR(T_max=steps, eta_min=end)`, which rises again after `T_max`.
 *
 * @throws {RangeError} when a value is negative or not finite, or `steps` no whole number above 0
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const schedule = schedules.cosine({ start: 1, end: 0.5, steps: 100 });
 * assertEquals([0, 100, 1000].map(schedule), [1, 0.5, 0.5]);
 * assertAlmostEquals(schedule(50), 0.75);
 * ```
 */
export function cosine({ start, end = 0, steps }: DecayOptions): Schedule {
  checkRate("cosine", "start", start);
  checkRate("cosine", "end", end);
  checkSteps("cosine", "steps", steps);
  return (step) => alongCosine(start, end, step / steps);
}

/** What `inverseSquareRoot` takes. */
export interface InverseSquareRootOptions {
  /** The value at step `warmupSteps`, the largest one. */
  peak: number;
  /** How many steps lie before the first at the peak. */
  warmupSteps: number;
  /** The value at step 0; 0 by default, with which the first step moves no parameter. */
  start?: number;
}

/**
 * A straight line up to `peak`, then as one over the square root of the step, without end:
 *
 *     step < warmupSteps:  start + (peak - start) * step / warmupSteps
 *     otherwise:           peak * sqrt(warmupSteps / step)
 *
 * With `peak = 1 / sqrt(width * warmupSteps)` it is the schedule of "Attention Is All You Need" (Vaswani
 * et al., 2017, equation 3; its first step is number 1), and with `start` equal to `peak` T5's. optax and
 * PyTorch have none; their users write it as `LambdaLR` or a function.
 *
 * @throws {RangeError} when a value is negative or not finite, or `warmupSteps` no whole number above 0
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = schedules.inverseSquareRoot({ peak: 1, warmupSteps: 100 });
 * assertEquals([0, 50, 100, 400, 10_000].map(schedule), [0, 0.5, 1, 0.5, 0.1]);
 * ```
 */
export function inverseSquareRoot(
  { peak, warmupSteps, start = 0 }: InverseSquareRootOptions,
): Schedule {
  checkRate("inverseSquareRoot", "start", start);
  checkRate("inverseSquareRoot", "peak", peak);
  checkSteps("inverseSquareRoot", "warmupSteps", warmupSteps);
  return (step) =>
    step < warmupSteps
      ? linearly(start, peak, step / warmupSteps)
      : peak * Math.sqrt(warmupSteps / step);
}
