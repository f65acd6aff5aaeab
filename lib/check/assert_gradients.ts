/**
 * The gradient check as an assertion.
 *
 * @module
 */

import { AssertionError } from "node:assert";
import type { FloatArray } from "../device/dtype.ts";
import type { Tensor } from "../device/tensor.ts";
import type { GradientFunctions } from "./function_subject.ts";
import { gradcheck, type GradcheckOptions } from "./gradcheck.ts";
import type { Loss, LossGradient } from "./loss_subject.ts";
import type { CheckableModule } from "./module_subject.ts";

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
/** The same for a loss and its gradient. */
export function assertGradients<A extends FloatArray>(
  loss: Loss<A>,
  gradient: LossGradient<A>,
  inputs: A | readonly A[],
  options?: GradcheckOptions,
): Promise<void>;
export async function assertGradients(
  subject: object,
  second: unknown,
  third?: unknown,
  fourth?: GradcheckOptions,
): Promise<void> {
  // The arguments are gradcheck's, which tells the three forms apart.
  const report = await gradcheck(
    subject as Loss,
    second as LossGradient,
    third as FloatArray,
    fourth,
  );
  if (!report.ok) {
    throw new AssertionError({
      message:
        `Expected the gradients to agree with central differences\n${report}`,
    });
  }
}
