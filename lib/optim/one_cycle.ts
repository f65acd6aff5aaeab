/**
 * The one-cycle policy: up to a large learning rate, then down to a tiny one.
 *
 * @module
 */

import {
  alongCosine,
  checkRate,
  checkSteps,
  linearly,
  refuse,
  type Schedule,
} from "./schedule.ts";

/** What `oneCycle` takes; in brackets PyTorch's names. */
export interface OneCycleOptions {
  /** The largest value (`max_lr`). */
  peak: number;
  /** The steps of the whole cycle: the last one, with the smallest value, is `steps - 1` (`total_steps`). */
  steps: number;
  /** The part of the cycle that rises, from 0 to 1; 0.3 by default (`pct_start`). */
  warmupFraction?: number;
  /** What the peak is divided by for the first value; 25 by default (`div_factor`). */
  initialDivisor?: number;
  /** What the first value is divided by for the last one; 1e4 by default (`final_div_factor`). */
  finalDivisor?: number;
  /** The curve of both parts; `"cosine"` by default (`anneal_strategy`). */
  annealing?: "cosine" | "linear";
}

/**
 * The one-cycle policy (Smith and Topin, 2018): from `start = peak / initialDivisor` at step 0 up to
 * `peak`, then down to `end = start / finalDivisor` at step `steps - 1`, and `end` from there on:
 *
 *     at = min(step, steps - 1)
 *     top = warmupFraction * steps - 1
 *     at <= top:  from start to peak, along at / top
 *     otherwise:  from peak to end, along (at - top) / (steps - 1 - top)
 *
 * where from a to b along f is `b + (a - b) * (1 + cos(π * f)) / 2`, or `a + (b - a) * f` for linear.
 *
 * It is PyTorch's `OneCycleLR`, with its defaults, but that it leaves the momentum alone
 * (`cycle_momentum=False`) and has two phases. `top` need not be whole, and then no step has the very
 * peak. optax's `cosine_onecycle_schedule` has its peak and its end a step later.
 *
 * @throws {RangeError} when the peak is negative or not finite, `steps` no whole number above 0,
 * `warmupFraction` not from 0 to 1, a divisor not above 0 and finite, or `annealing` another word
 *
 * @example
 * ```ts
 * import { schedules } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = schedules.oneCycle({ peak: 1, steps: 100 });
 * assertEquals([0, 29, 99].map(schedule), [0.04, 1, 0.04 / 1e4]);
 * ```
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const {
    peak,
    steps,
    warmupFraction = 0.3,
    initialDivisor = 25,
    finalDivisor = 1e4,
    annealing = "cosine",
  } = options;
  checkRate("oneCycle", "peak", peak);
  checkSteps("oneCycle", "steps", steps);
  if (!(warmupFraction >= 0 && warmupFraction <= 1)) {
    refuse(
      "oneCycle",
      "warmupFraction",
      warmupFraction,
      "a number from 0 to 1, such as 0.3",
    );
  }
  for (
    const [name, value] of Object.entries({ initialDivisor, finalDivisor })
  ) {
    if (!Number.isFinite(value) || value <= 0) {
      refuse("oneCycle", name, value, "a finite number above 0");
    }
  }
  if (annealing !== "cosine" && annealing !== "linear") {
    refuse("oneCycle", "annealing", annealing, '"cosine" or "linear"');
  }
  const along = annealing === "cosine" ? alongCosine : linearly;
  const start = peak / initialDivisor, end = start / finalDivisor;
  const top = warmupFraction * steps - 1, last = steps - 1;
  return (step) => {
    const at = Math.min(step, last);
    if (at <= top) return top === 0 ? peak : along(start, peak, at / top);
    return along(peak, end, (at - top) / (last - top));
  };
}
