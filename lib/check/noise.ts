/**
 * How far rounding moves outputs and gradients, measured.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { randomUniform } from "./random.ts";
import { floatType, type Subject, unitRoundoff } from "./subject.ts";

/** How often the gradients are computed again with values moved by a rounding. */
const TIMES = 4;

/** What roundings do at the point. */
export interface Noise {
  /** How far the rounding of its own value may move each output. */
  readonly outputs: readonly Float64Array[];
  /** For each variable, how far each element of its gradient moves. */
  readonly gradients: readonly Float64Array[];
}

/**
 * How far gradients move when every value moves by about one rounding: what a backward pass without any mistake
 * may be off by (backward stability). A deterministic function repeats its own errors, so repeating alone would
 * find none. Of outputs only the rounding of the result is told here; what happens inside shows along a line.
 */
export async function measureNoise(
  subject: Subject,
  seed: number,
): Promise<Noise> {
  const { variables, outputs, dy, unit } = subject;
  const gradients = variables.map(({ values }) =>
    new Float64Array(values.length)
  );
  for (let time = 0; time < TIMES; time++) {
    const nearby = variables.map(({ values }, v) =>
      jiggled(values, seed + 97 * time + v)
    );
    const around = dy.map((one, k) => jiggled(one, seed + 89 * time + k + 31));
    const again = await subject.gradients(nearby, around);
    variables.forEach(({ analytic }, v) => {
      if (analytic === null || again[v] === null) return;
      keepLargest(gradients[v], analytic, again[v]);
    });
  }
  return {
    outputs: outputs.map((output) =>
      Float64Array.from(
        output,
        (value) =>
          Math.max(unit, unitRoundoff[floatType(output)]) * Math.abs(value),
      )
    ),
    gradients,
  };
}

/** The values, each moved by up to two roundings up or down; zeros by those of the typical value. */
export function jiggled<A extends FloatArray>(values: A, seed: number): A {
  const unit = unitRoundoff[floatType(values)];
  const typical = typicalSize(values);
  const random = randomUniform(values.length, seed);
  return values.map((value, i) => {
    const size = value === 0 ? typical : Math.abs(value);
    return value + 4 * unit * size * (random[i] - 0.5);
  }) as A;
}

/** The median of the absolute values that are not 0, and 1 where all are. */
export function typicalSize(values: FloatArray): number {
  const sizes = Float64Array.from(values, Math.abs)
    .filter((size) => size > 0 && Number.isFinite(size)).sort();
  return sizes.length === 0 ? 1 : sizes[sizes.length >> 1];
}

function keepLargest(
  largest: Float64Array,
  from: FloatArray,
  to: FloatArray,
): void {
  for (let i = 0; i < largest.length; i++) {
    const change = Math.abs(to[i] - from[i]);
    if (change > largest[i]) largest[i] = change;
  }
}
