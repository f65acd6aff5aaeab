/**
 * What the notebooks and examples work on: handwritten digits.
 *
 * @module
 */

export { type Digits, type DigitsOptions, loadDigits } from "./digits.ts";
