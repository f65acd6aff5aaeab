/**
 * How far two arrays are apart. One definition each, for tests, benches and notebooks; each gives NaN or
 * false where a value is NaN, so that no bound is met, and refuses what cannot be compared.
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
  checkLengths("maxRelativeError", actual, expected);
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

/**
 * The largest number of steps from one representable number to the next that lie between two values: 0 for
 * equal ones, 1 for neighbours. Units in the last place are those of f32 where either array is a
 * `Float32Array`, else of f64; -0 and 0 are 0 apart. Source: the integers that IEEE 754 numbers are in order,
 * as in B. Dawson, *Comparing floating point numbers* (2012).
 *
 * NaN where either holds NaN; an infinity is one step beyond the largest number.
 *
 * @throws {TypeError} when the lengths differ or are 0
 *
 * @example
 * ```ts
 * import { ulpDistance } from "jsr:@ticks/ticks@^0.1/check";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ulpDistance([1 + 2 ** -52], [1]), 1);
 * assertEquals(ulpDistance(Float32Array.of(1 + 2 ** -22), Float32Array.of(1)), 2);
 * assertEquals(ulpDistance([NaN], [NaN]), NaN);
 * ```
 */
export function ulpDistance(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): number {
  checkLengths("ulpDistance", actual, expected);
  const single = [actual, expected].some((a) => a instanceof Float32Array);
  const place = single ? placeOfF32 : placeOfF64;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(actual[i]) || Number.isNaN(expected[i])) return NaN;
    const distance = place(actual[i]) - place(expected[i]);
    largest = Math.max(largest, Math.abs(Number(distance)));
  }
  return largest;
}

/** How close {@linkcode allClose} wants values to be. */
export interface CloseOptions {
  /** The part of the expected value by which it may be missed. 1e-5 by default. */
  readonly rtol?: number;
  /** What it may be missed by besides. 1e-8 by default. */
  readonly atol?: number;
}

/**
 * Whether each value is near what is expected, by the definition of `torch.allclose` and `numpy.allclose`:
 *
 *     |actual[i] - expected[i]| <= atol + rtol |expected[i]|
 *
 * False where either is NaN; infinities are near themselves only.
 *
 * @throws {TypeError} when the lengths differ or are 0
 * @throws {RangeError} when a tolerance is negative or NaN
 *
 * @example
 * ```ts
 * import { allClose } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * assert(allClose([1, 100.0005], [1, 100]));
 * assert(!allClose([1e-4], [0]));
 * assert(!allClose([NaN], [NaN]));
 * ```
 */
export function allClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol = 1e-5, atol = 1e-8 }: CloseOptions = {},
): boolean {
  checkLengths("allClose", actual, expected);
  for (const [name, value] of Object.entries({ rtol, atol })) {
    if (!(value >= 0)) {
      throw new RangeError(
        `allClose: ${name} is ${value}, expected a number of at least 0`,
      );
    }
  }
  for (let i = 0; i < expected.length; i++) {
    if (actual[i] === expected[i]) continue; // infinities
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference < Infinity)) return false;
    if (!(difference <= atol + rtol * Math.abs(expected[i]))) return false;
  }
  return true;
}

/**
 * The cosine of the angle between two arrays as vectors, from -1 to 1:
 *
 *     sum a[i] b[i] / (|a| |b|)
 *
 * 1 where one is a positive multiple of the other, whatever their sizes; NaN where either holds NaN or
 * infinity, or is 0 throughout. Values are scaled first, so that squares neither overflow nor vanish.
 *
 * @throws {TypeError} when the lengths differ or are 0
 *
 * @example
 * ```ts
 * import { cosineSimilarity } from "jsr:@ticks/ticks@^0.1/check";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(cosineSimilarity([3, 4], [30, 40]), 1);
 * assertEquals(cosineSimilarity([1, 0], [0, 2]), 0);
 * ```
 */
export function cosineSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  checkLengths("cosineSimilarity", a, b);
  const [sizeA, sizeB] = [largestOf(a), largestOf(b)];
  let products = 0, squaresA = 0, squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const u = a[i] / sizeA, v = b[i] / sizeB; // 0 / 0 and infinity / infinity are NaN
    products += u * v;
    squaresA += u * u;
    squaresB += v * v;
  }
  const cosine = products / Math.sqrt(squaresA * squaresB);
  return Math.max(-1, Math.min(1, cosine));
}

function checkLengths(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  if (actual.length !== expected.length || expected.length === 0) {
    throw new TypeError(
      `${name}: actual has ${actual.length} values and expected ${expected.length}, expected the same number and at least one`,
    );
  }
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, Math.abs(values[i]));
  }
  return largest;
}

const bits = new DataView(new ArrayBuffer(8));

/** The place of a number among all numbers of f32, with 0 at 0. */
function placeOfF32(value: number): bigint {
  bits.setFloat32(0, value);
  const integer = BigInt(bits.getInt32(0));
  return integer < 0n ? -(integer & 0x7fffffffn) : integer;
}

/** The place of a number among all numbers of f64, with 0 at 0. */
function placeOfF64(value: number): bigint {
  bits.setFloat64(0, value);
  const integer = bits.getBigInt64(0);
  return integer < 0n ? -(integer & 0x7fffffffffffffffn) : integer;
}
