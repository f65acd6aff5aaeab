/**
 * Random numbers that are the same every time.
 *
 * @module
 */

/**
 * Numbers from the standard normal distribution N(0, 1), the same for the same seed. The uniform
 * numbers come from mulberry32, the normal ones from Box and Muller's transform (1958).
 *
 * @param length How many
 * @param seed A whole number from 0 to 2³² - 1
 *
 * @example
 * ```ts
 * import { randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(randomNormal(3, 1), randomNormal(3, 1));
 * ```
 */
export function randomNormal(
  length: number,
  seed: number,
): Float64Array<ArrayBuffer> {
  const uniform = mulberry32(seed);
  return new Float64Array(length).map(() =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  );
}

/**
 * Numbers from the uniform distribution over [0, 1), the same for the same seed.
 *
 * @param length How many
 * @param seed A whole number from 0 to 2³² - 1
 *
 * @example
 * ```ts
 * import { randomUniform } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * assert(randomUniform(100, 1).every((value) => value >= 0 && value < 1));
 * ```
 */
export function randomUniform(
  length: number,
  seed: number,
): Float64Array<ArrayBuffer> {
  return new Float64Array(length).map(mulberry32(seed));
}

/** Tommy Ettinger's generator of numbers in [0, 1), with 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}
