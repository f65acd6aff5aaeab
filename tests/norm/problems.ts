/**
 * Layer norms to solve: what goes in, and all that comes out on a device.
 *
 * @module
 */

import { randomNormal } from "../../lib/check/random.ts";
import {
  type Device,
  type FloatArray,
  layerNorm,
  layerNormBackward,
  type Tensor,
} from "../../mod.ts";

/** A problem in f32: what goes in. */
export interface Problem {
  readonly rows: number;
  readonly width: number;
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly dy: Float32Array;
}

/** What comes out, as arrays. */
export interface Results {
  readonly y: FloatArray;
  readonly dx: FloatArray;
  readonly dweight: FloatArray;
  readonly dbias: FloatArray;
}

/** A problem of N(0, 1), or of what `value` makes of that for x. */
export function problem(
  rows: number,
  width: number,
  value: (random: number, column: number) => number = (random) => random,
): Problem {
  const normal = (size: number, seed: number) =>
    Float32Array.from(randomNormal(size, seed));
  return {
    rows,
    width,
    x: Float32Array.from(
      randomNormal(rows * width, 1),
      (random, i) => value(random, i % width),
    ),
    weight: normal(width, 2),
    bias: normal(width, 3),
    dy: normal(rows * width, 4),
  };
}

/** Runs forward and backward in f32, or on the same numbers in f64. */
export async function solve(
  device: Device,
  { rows, width, x, weight, bias, dy }: Problem,
  dtype: "f32" | "f64" = "f32",
): Promise<Results> {
  const made: Tensor[] = [];
  const tensor = (values: Float32Array, shape: number[]) => {
    const data = dtype === "f64" ? Float64Array.from(values) : values;
    made.push(device.tensor(data, shape));
    return made.at(-1)!;
  };
  const options = {
    x: tensor(x, [rows, width]),
    weight: tensor(weight, [width]),
    bias: tensor(bias, [width]),
  };
  const { y, saved } = layerNorm(options.x, options);
  const gradients = layerNormBackward(tensor(dy, [rows, width]), {
    ...options,
    saved,
  });
  const results = {
    y: await y.read(),
    dx: await gradients.dx.read(),
    dweight: await gradients.dweight!.read(),
    dbias: await gradients.dbias!.read(),
  };
  for (const t of [...made, y, saved, ...Object.values(gradients)]) {
    t?.dispose();
  }
  return results;
}

/** What comes out, by name. */
export const names = ["y", "dx", "dweight", "dbias"] as const;

/** What x can be made of: N(0, 1) with what is hard about it. */
export const offsets: Record<
  string,
  (random: number, column: number) => number
> = {
  "N(0, 1)": (random) => random,
  "1e2 + N(0, 1)": (random) => 1e2 + random,
  "1e4 + N(0, 1)": (random) => 1e4 + random,
  "1e6 + N(0, 1)": (random) => 1e6 + random,
  "1e7 + N(0, 1)": (random) => 1e7 + random,
  "N(0, 1), first 1e6": (random, column) => column === 0 ? 1e6 : random,
  "N(0, 1), first 100 1e4": (random, column) =>
    column < 100 ? 1e4 + random : random,
  "1 + 1e-4 N(0, 1)": (random) => 1 + 1e-4 * random,
};
