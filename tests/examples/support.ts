/**
 * What the tests of the examples share.
 *
 * @module
 */

import { randomNormal } from "../../lib/check/random.ts";
import type { Device, Tensor } from "../../mod.ts";

/** A tensor of N(0, 1), in f32 or, of the same numbers, in f64. */
export function normal(
  device: Device,
  shape: readonly number[],
  seed: number,
  dtype: "f32" | "f64" = "f32",
): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(randomNormal(size, seed));
  return device.tensor(
    dtype === "f64" ? Float64Array.from(values) : values,
    shape,
  );
}
