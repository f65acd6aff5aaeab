/**
 * What a gradient check found.
 *
 * @module
 */

import type { FloatDType } from "../device/dtype.ts";
import { formatShape } from "../device/shape.ts";
import { alignColumns } from "./align_columns.ts";

/** The element whose error was largest beside its bound. */
export interface WorstElement {
  /** Where it is, one number a dimension. */
  readonly index: readonly number[];
  /** The gradient that the backward pass gave. */
  readonly analytic: number;
  /** The gradient from differences. */
  readonly numerical: number;
  /** How far they are apart. */
  readonly error: number;
  /** How far they may be. */
  readonly bound: number;
}

/** The check of one input or parameter. */
export interface GradientCheck {
  /** Which: `input`, `input 1`, or the parameter's name. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** The type that it was checked in. */
  readonly dtype: FloatDType;
  /** Whether every element was within its bound. */
  readonly ok: boolean;
  /** The worst element. */
  readonly worst: WorstElement;
}

/**
 * What {@linkcode gradcheck} found, for each input and parameter; readable as a table in a terminal.
 *
 * @example
 * ```ts
 * import { gradcheck } from "jsr:@ticks/ticks@^0.1/check";
 * import { assertEquals } from "@std/assert";
 *
 * const wrong = {
 *   forward: (x: Float64Array) => x.map((value) => value * value),
 *   backward: (dy: Float64Array, x: Float64Array) => [x.map((value, i) => value * dy[i])],
 * };
 * const report = await gradcheck(wrong, [new Float64Array([1, 2, 3])]);
 * assertEquals(report.ok, false);
 * console.log(String(report));
 * ```
 */
export class GradientReport {
  /** Whether every element of every input and parameter was within its bound. */
  readonly ok: boolean;
  /** The checks, inputs first. */
  readonly checks: readonly GradientCheck[];

  /** Makes the report of these checks. */
  constructor(checks: readonly GradientCheck[]) {
    this.checks = checks;
    this.ok = checks.every((check) => check.ok);
  }

  /** The table. */
  toString(): string {
    const rows = this.checks.map(({ name, shape, dtype, ok, worst }) => [
      name,
      `${dtype} ${formatShape(shape)}`,
      formatShape(worst.index),
      worst.analytic.toPrecision(7),
      worst.numerical.toPrecision(7),
      worst.error.toExponential(1),
      worst.bound.toExponential(1),
      ok ? "yes" : "NO",
    ]);
    const header = [
      "gradient of",
      "type and shape",
      "worst at",
      "analytic",
      "numerical",
      "error",
      "bound",
      "passed",
    ];
    return alignColumns([header, ...rows]);
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}
