/**
 * What a gradient check looks at, in one form: variables with the gradient that is claimed for each, and
 * the outputs for other values of a variable.
 *
 * @module
 */

import { randomNormal } from "./random.ts";
import { dtypeOf, type FloatArray, type FloatDType } from "../device/dtype.ts";

/** An array that the outputs depend on. */
export interface Variable {
  /** Which: `input`, `input 1`, or the parameter's name. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its values, which nobody changes. */
  readonly values: FloatArray;
  /** The gradient that the backward pass gave; null where it says that there is none. */
  readonly analytic: FloatArray | null;
}

/** A function, module or loss, ready to be checked at one point. */
export interface Subject {
  /** What the outputs depend on. */
  readonly variables: readonly Variable[];
  /** The outputs at the point. */
  readonly outputs: readonly FloatArray[];
  /** The gradient of each output: the loss is the sum of all `dy * y`. */
  readonly dy: readonly FloatArray[];
  /** The rounding of what is computed: that of the coarsest type among inputs and outputs. */
  readonly unit: number;
  /** What is wrong before any gradient is compared, in sentences. */
  readonly problems: readonly string[];
  /** The outputs with these values in place of one variable's. */
  evaluate(
    variable: number,
    values: FloatArray,
  ): Promise<readonly FloatArray[]>;
  /** The gradients at other values of all variables and other `dy`. */
  gradients(
    values: readonly FloatArray[],
    dy: readonly FloatArray[],
  ): Promise<readonly (FloatArray | null)[]>;
}

/** Half the spacing of numbers at 1: the largest relative error of one rounding. */
export const unitRoundoff: Readonly<Record<FloatDType, number>> = {
  f32: 2 ** -24,
  f64: 2 ** -53,
};

/** The rounding of the coarsest type among arrays. */
export function coarsestUnit(arrays: readonly FloatArray[]): number {
  return Math.max(...arrays.map((array) => unitRoundoff[floatType(array)]));
}

/** The type of a variable or output. */
export function floatType(array: FloatArray): FloatDType {
  return dtypeOf(array) as FloatDType;
}

/**
 * A random gradient for each output. Its numbers are others than `randomNormal` gives for small seeds, which
 * inputs are often made of: with dy = x some mistakes vanish.
 */
export function outputGradients(
  outputs: readonly FloatArray[],
  seed: number,
): FloatArray[] {
  return outputs.map((output, k) => {
    const random = randomNormal(output.length, 1_000_003 * (seed + k));
    return output instanceof Float32Array ? Float32Array.from(random) : random;
  });
}

/** What of lists of arrays differs in a bit, as `[array, element]`; null where nothing does. */
export function firstDifference(
  a: readonly FloatArray[],
  b: readonly FloatArray[],
): [number, number] | null {
  for (let k = 0; k < a.length; k++) {
    for (let i = 0; i < a[k].length; i++) {
      if (!Object.is(a[k][i], b[k][i])) return [k, i];
    }
  }
  return null;
}
