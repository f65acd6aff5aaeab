/**
 * Numerical checks of gradients: central differences, and how far two arrays are apart. Loads no npm
 * package.
 *
 * @example
 * ```ts
 * import { assertGradients } from "jsr:@ticks/ticks@^0.1/check";
 *
 * await assertGradients({
 *   forward: (x: Float64Array) => x.map(Math.tanh),
 *   backward: (dy: Float64Array, x: Float64Array) => [x.map((v, i) => (1 - Math.tanh(v) ** 2) * dy[i])],
 * }, [new Float64Array([-1, 0, 2])]);
 * ```
 *
 * @module
 */

export { type Check, Checks, checksMimeType, checksTable } from "./checks.ts";
export { assertGradients } from "./assert_gradients.ts";
export { gradcheck, type GradcheckOptions } from "./gradcheck.ts";
export type { GradientFunctions } from "./function_subject.ts";
export type { Loss, LossGradient } from "./loss_subject.ts";
export type { CheckableModule } from "./module_subject.ts";
export {
  type CheckedElements,
  type GradientCheck,
  GradientReport,
  type StepError,
  type Verdict,
  type WorstElement,
} from "./gradient_report.ts";
export {
  allClose,
  type CloseOptions,
  cosineSimilarity,
  maxRelativeError,
  ulpDistance,
} from "./measures.ts";
export { randomNormal, randomUniform } from "./random.ts";
