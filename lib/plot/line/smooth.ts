/** The average that shows where a noisy line goes. */

import type { Numbers } from "../parts/numbers.ts";
import { describe } from "../parts/options.ts";

/**
 * The exponential moving average with the correction of Adam (Kingma and Ba 2015), which keeps the
 * first values from being drawn towards zero:
 *
 * m_t = beta m_(t-1) + (1 - beta) y_t, m_0 = 0, shown as m_t / (1 - beta^t)
 *
 * A value that is not finite is a gap in the average too and does not count.
 */
export function smoothed(y: Numbers, beta: number): Float64Array {
  let mean = 0, weight = 1;
  return Float64Array.from(y, (value) => {
    if (!Number.isFinite(value)) return NaN;
    mean = beta * mean + (1 - beta) * value;
    weight *= beta;
    return mean / (1 - weight);
  });
}

/** Refuses what is not a factor of an average. */
export function checkSmooth(smooth: unknown): void {
  if (smooth === undefined) return;
  if (typeof smooth !== "number") {
    throw new TypeError(
      `options.smooth is ${
        describe(smooth)
      }, expected a number such as 0.9, the part of the average that stays at each point`,
    );
  }
  if (!(smooth > 0 && smooth < 1)) {
    throw new RangeError(
      `options.smooth is ${smooth}, expected a number between 0 and 1; leave it out for the raw line`,
    );
  }
}
