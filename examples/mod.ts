/**
 * What the notebooks and the demo work on: handwritten digits, and small readable modules that read them.
 *
 * A module is whatever has `parameters` and `forward`, which gives the output and the function that goes
 * back; so these are models for one of your own.
 *
 * @module
 */

export { countCorrect } from "./count_correct.ts";
export {
  crossEntropy,
  type CrossEntropyOptions,
  type CrossEntropyResult,
} from "./cross_entropy.ts";
export {
  type Digits,
  type DigitsOptions,
  loadDigits,
  type SplitDigits,
  splitDigits,
  type SplitOptions,
} from "./digits.ts";
export {
  type DigitsNetwork,
  digitsNetwork,
  type DigitsNetworkOptions,
} from "./digits_network.ts";
export { Gelu } from "./gelu.ts";
export { Linear, type LinearOptions } from "./linear.ts";
