/**
 * What a gradient check found.
 *
 * @module
 */

import type { FloatDType } from "../device/dtype.ts";
import { formatShape } from "../device/shape.ts";
import { HeatMap } from "../device/show_heat_map.ts";
import { folded, paragraph, shown } from "../device/show_html.ts";
import { writeNumber } from "../device/show_number.ts";
import { type Table, table, textTable } from "../device/show_table.ts";

/** What a check found: right, wrong, or not to be told with such coarse differences. */
export type Verdict = "passed" | "failed" | "undecided";

/** The element whose error was largest beside its bound; in fast mode the direction. */
export interface WorstElement {
  /** Where it is, one number a dimension; empty for a direction. */
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
  /** What was found. */
  readonly verdict: Verdict;
  /** Whether it passed. */
  readonly ok: boolean;
  /** The worst element. */
  readonly worst: WorstElement;
  /** What was noticed: kinks, no effect, what fast mode may miss. */
  readonly notes: readonly string[];
  /** Why it is wrong, where a simple hypothesis explains all elements. */
  readonly explanation: string | null;
  /** All elements; null in fast mode. */
  readonly elements: CheckedElements | null;
  /** The error of plain central differences at the worst element, by step, largest first. */
  readonly steps: readonly StepError[];
}

/** All elements of a gradient. */
export interface CheckedElements {
  /** The gradients that the backward pass gave. */
  readonly analytic: ArrayLike<number>;
  /** The gradients from differences. */
  readonly numerical: Float64Array;
  /** How far they may be apart. */
  readonly bounds: Float64Array;
}

/** The error of central differences with one step. */
export interface StepError {
  /** The step. */
  readonly h: number;
  /** How far the slope is from the analytic gradient. */
  readonly error: number;
  /** How far rounding may have moved the slope. */
  readonly noise: number;
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
  /** Whether every gradient passed and no problem was found. */
  readonly ok: boolean;
  /** The checks, inputs first. */
  readonly checks: readonly GradientCheck[];
  /** What is wrong with the functions themselves: not deterministic, input changed, output not finite. */
  readonly problems: readonly string[];
  /** The inputs whose gradient was null, so that none was checked. */
  readonly unchecked: readonly string[];

  /** Makes the report of these checks. */
  constructor(
    checks: readonly GradientCheck[],
    problems: readonly string[] = [],
    unchecked: readonly string[] = [],
  ) {
    this.checks = checks;
    this.problems = problems;
    this.unchecked = unchecked;
    this.ok = problems.length === 0 && checks.every((check) => check.ok);
  }

  /** The table, and below it what was noticed. */
  toString(): string {
    return [...this.problems, textTable(this.#table()), ...this.#remarks()]
      .join("\n");
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /**
   * What a notebook shows: the table, what was noticed, and of up to three gradients that did not pass, else (folded) of the
   * first, the error by step and, of matrices, a heat map of the errors beside their bounds.
   */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    const wrong = this.checks.filter(({ ok }) => !ok);
    const told = wrong.length > 0 ? wrong.slice(0, 3) : this.checks.slice(0, 1);
    const details = told.flatMap((check) => [
      ...stepsOf(check),
      ...errorsOf(check),
    ]);
    return shown([
      ...this.problems.map(paragraph),
      table(this.#table()),
      ...this.#remarks().map(paragraph),
      ...wrong.length > 0 || details.length === 0
        ? details
        : [folded("by step", details)],
    ]);
  }

  #table(): Table {
    const rows = this.checks.map(({ name, shape, dtype, verdict, worst }) => [
      name,
      `${dtype} ${formatShape(shape)}`,
      worst.index.length === 0 ? "a direction" : formatShape(worst.index),
      ...digitsThatDiffer(worst),
      worst.error.toExponential(1),
      worst.bound.toExponential(1),
      verdict === "passed" ? "yes" : verdict === "failed" ? "NO" : "undecided",
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
    return { header, rows };
  }

  #remarks(): string[] {
    const found = this.checks.flatMap(({ name, explanation, notes }) =>
      [...explanation === null ? [] : [explanation], ...notes]
        .map((text) => `${name}: ${text}`)
    );
    const none = this.unchecked.map((name) =>
      `${name}: no gradient is claimed (null), so none was checked`
    );
    return [...found, ...none];
  }
}

/** Both gradients with seven digits, or as many as it takes to see that they differ by more than the bound. */
function digitsThatDiffer(
  { analytic, numerical, error, bound }: WorstElement,
): string[] {
  const needed = error > bound
    ? Math.ceil(Math.log10(Math.abs(analytic) / error)) + 2
    : 0;
  const digits = Math.min(17, Math.max(7, needed || 0));
  return [analytic, numerical].map((value) => value.toPrecision(digits));
}

/** How the error at the worst element moves with the step. */
function stepsOf({ name, worst, steps }: GradientCheck) {
  if (steps.length === 0) return [];
  const where = worst.index.length === 0
    ? ""
    : ` at ${formatShape(worst.index)}`;
  return [table({
    title: `${name}${where}, by the step of central differences`,
    header: ["step", "error", "rounding"],
    rows: steps.map((step) =>
      [step.h, step.error, step.noise].map(writeNumber)
    ),
    words: 0,
  })];
}

/** The errors of a matrix of gradients, each over its bound. */
function errorsOf({ name, shape, elements }: GradientCheck) {
  if (elements === null || !HeatMap.fits(shape)) return [];
  const { analytic, numerical, bounds } = elements;
  const heatMap = new HeatMap(shape);
  const errors = numerical.map((value, i) =>
    analytic[i] === value ? 0 : (analytic[i] - value) / bounds[i]
  );
  heatMap.add(errors, 0);
  return [heatMap.show(`analytic minus numerical ${name} over the bound`)];
}
