/**
 * The gradient check as an assertion.
 *
 * @module
 */

import { AssertionError } from "node:assert";
import type { FloatArray } from "../device/dtype.ts";
import type { Tensor } from "../device/tensor.ts";
import {
  type CheckableModule,
  gradcheck,
  type GradcheckOptions,
  type GradientFunctions,
} from "./gradcheck.ts";

/**
 * {@linkcode gradcheck} for `deno test`: fails with the report's table unless every gradient is right.
 *
 * @throws {AssertionError} when a gradient is wrong
 * @throws {TypeError} as {@linkcode gradcheck} does
 *
 * @example
 * ```ts
 * import { LayerNorm, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertGradients, randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 *
 * const device = await openDevice("cpu");
 * const norm = new LayerNorm(3, { device, dtype: "f64" });
 * await assertGradients(norm, [device.tensor(randomNormal(6, 1), [2, 3])]);
 * ```
 */
export function assertGradients<A extends FloatArray>(
  functions: GradientFunctions<A>,
  inputs: readonly A[],
  options?: GradcheckOptions,
): Promise<void>;
/** The same for a module and its tensors. */
export function assertGradients(
  module: CheckableModule,
  inputs: readonly Tensor[],
  options?: GradcheckOptions,
): Promise<void>;
export async function assertGradients(
  subject: object,
  inputs: readonly Tensor[] | readonly FloatArray[],
  options: GradcheckOptions = {},
): Promise<void> {
  const report = await gradcheck(
    subject as CheckableModule,
    inputs as readonly Tensor[],
    options,
  );
  if (!report.ok) {
    throw new AssertionError({
      message:
        `Expected the gradients to agree with central differences\n${report}`,
    });
  }
}
