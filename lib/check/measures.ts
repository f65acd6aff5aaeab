/**
 * How far two arrays are apart. One definition each, for tests, benches and notebooks; each gives NaN
 * where a value is NaN, so that no bound is met, and refuses what cannot be compared.
 *
 * @module
 */

/**
 * The largest difference over the largest expected value:
 *
 *     max |actual[i] - expected[i]| / max |expected[i]|
 *
 * NaN where either holds NaN or infinity; infinity where everything expected is 0 and something is not.
 *
 * @throws {TypeError} when the lengths differ or are 0
 *
 * @example
 * ```ts
 * import { maxRelativeError } from "jsr:@ticks/ticks@^0.1/check";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(maxRelativeError([1, 2, 4], [1, 2, 5]), 0.2);
 * assertEquals(maxRelativeError([NaN], [1]), NaN);
 * ```
 */
export function maxRelativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): number {
  if (actual.length !== expected.length || expected.length === 0) {
    throw new TypeError(
      `maxRelativeError: actual has ${actual.length} values and expected ${expected.length}, expected the same number and at least one`,
    );
  }
  let difference = 0, largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(actual[i]) || !Number.isFinite(expected[i])) {
      return NaN;
    }
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return difference === 0 ? 0 : difference / largest;
}
