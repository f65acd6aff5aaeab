/**
 * What the tests of the examples share.
 *
 * @module
 */

import type { CheckableModule } from "../../lib/check/mod.ts";
import { randomNormal } from "../../lib/check/random.ts";
import type { Device, Forward, Parameter, Tensor } from "../../mod.ts";

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

/** A module with nested parameters as one with a flat record of them, named by their paths. */
export function flat(module: {
  readonly parameters: Readonly<
    Record<string, Readonly<Record<string, Parameter>>>
  >;
  forward(x: Tensor): Forward;
}): CheckableModule {
  const parameters: Record<string, Parameter> = {};
  for (const [name, own] of Object.entries(module.parameters)) {
    for (const key in own) parameters[`${name}.${key}`] = own[key];
  }
  return { parameters, forward: (x) => module.forward(x) };
}
