/**
 * A loss and its gradient as something to check.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { describeArray } from "../device/tensor.ts";
import { functionSubject } from "./function_subject.ts";
import type { Subject } from "./subject.ts";

/** A loss: a number of one or several arrays. */
export type Loss<A extends FloatArray = FloatArray> = (
  ...inputs: A[]
) => number | Promise<number>;

/** The gradient of a loss: one array, or of several inputs a list. */
export type LossGradient<A extends FloatArray = FloatArray> = (
  ...inputs: A[]
) => A | readonly (A | null)[] | Promise<A | readonly (A | null)[]>;

/** Prepares a loss: a function with one output, whose gradient is 1. */
export async function lossSubject(
  loss: Loss,
  gradient: LossGradient,
  inputs: readonly FloatArray[],
  shapes: readonly (readonly number[])[] | undefined,
): Promise<Subject> {
  const subject = await functionSubject(
    {
      async forward(...values) {
        const value = await loss(...values);
        if (typeof value !== "number") {
          throw new TypeError(
            `gradcheck: the loss gave ${
              value === undefined ? "nothing" : describeArray(value)
            }, expected a number; is a return missing?`,
          );
        }
        return Float64Array.of(value);
      },
      async backward(_dy: Float64Array, ...values) {
        const result = await gradient(...values);
        return Array.isArray(result) ? result : [result as FloatArray];
      },
    },
    inputs,
    shapes,
    1,
  );
  return { ...subject, dy: [Float64Array.of(1)] };
}
