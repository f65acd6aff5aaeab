/**
 * The one comparison of arrays in the tests.
 *
 * @module
 */

import { assert } from "@std/assert";
import { maxRelativeError } from "../lib/check/measures.ts";

/**
 * Fails unless the error is at most the bound, NaN included; gives the error. It is relative to the
 * largest expected value, or to `scale` where that value is what a cancellation leaves.
 */
export function assertWithin(
  label: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number,
  scale?: number,
): number {
  const relative = maxRelativeError(actual, expected);
  const error = scale === undefined
    ? relative
    : relative * largest(expected) / scale;
  assert(
    error <= bound,
    `${label}: the error is ${error.toExponential(2)}, expected at most ${
      bound.toExponential(1)
    }`,
  );
  return error;
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}
