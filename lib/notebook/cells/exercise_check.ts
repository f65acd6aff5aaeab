/**
 * Runs a function on a case of an exercise, and says what came of it.
 *
 * @module
 */

import {
  compareValues,
  type Comparison,
  isWithin,
  type Tolerance,
} from "./exercise_compare.ts";
import type { Answer } from "./exercise_options.ts";
import { copyValue, readValue, type Value } from "./exercise_values.ts";

/** What is wrong besides numbers. */
export interface ExerciseProblem {
  /** What kind of thing it is. */
  readonly what: "type" | "shape" | "value" | "threw" | "changed input";
  /** What came, and what was expected. */
  readonly message: string;
}

/** What came of one case. */
export interface Finding {
  /** Its number, from 1. */
  readonly number: number;
  /** Its arguments. */
  readonly args: readonly unknown[];
  /** Whether the function gave anything. */
  readonly answered: boolean;
  /** What is wrong besides numbers; null where the numbers tell. */
  readonly problem: ExerciseProblem | null;
  /** The numbers. */
  readonly comparison: Comparison | null;
  /** Whether it is right. */
  readonly ok: boolean;
}

/** A case with its expected result. */
export interface Case {
  readonly number: number;
  // deno-lint-ignore no-explicit-any
  readonly args: readonly any[];
  readonly expected: Value;
  readonly shape: readonly number[] | undefined;
}

/** Runs the function on a copy of the case's arguments and compares. It never throws. */
export async function checkCase(
  // deno-lint-ignore no-explicit-any
  answer: Answer<any>,
  { number, args, expected, shape }: Case,
  tolerance: Tolerance,
): Promise<Finding> {
  const common = { number, args, answered: true, comparison: null, ok: false };
  const failed = (what: ExerciseProblem["what"], message: string): Finding => ({
    ...common,
    problem: { what, message },
  });
  const before = await Promise.all(args.map(readValue));
  const given = args.map(copyValue);
  let found: Value, change: string | null;
  try {
    const result = await answer(...given);
    if (result === undefined && !isUndefined(expected)) {
      return {
        ...failed("type", "result is undefined: a return is missing"),
        answered: false,
      };
    }
    found = await readValue(result);
    change = await findChange(before, given);
  } catch (error) {
    return failed("threw", `it threw ${describeError(error)}`);
  }
  if (change) return failed("changed input", change);
  const comparison = compareValues(expected, found, tolerance, shape);
  return {
    ...common,
    problem: comparison.mismatch,
    comparison,
    ok: isWithin(comparison),
  };
}

function isUndefined(value: Value): boolean {
  return value.kind === "other" && value.value === undefined;
}

function describeError(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`
    : Deno.inspect(error, { colors: false });
}

/** The first argument that is not what it was; null where all are. */
async function findChange(
  before: readonly Value[],
  given: readonly unknown[],
): Promise<string | null> {
  for (const [i, value] of before.entries()) {
    const name = before.length === 1 ? "its argument" : `argument ${i + 1}`;
    const after = await readValue(given[i]);
    const { mismatch, worst } = compareValues(
      value,
      after,
      { rtol: 0, atol: 0 },
      undefined,
      name,
    );
    if (!mismatch && !worst) continue;
    const what = mismatch || !worst
      ? `the form of ${name}`
      : `${worst.where}${
        worst.index.length === 0 ? "" : ` at [${worst.index.join(", ")}]`
      } from ${worst.expected} to ${worst.found}`;
    return `it changes ${what}; work on a copy, such as x.slice()`;
  }
  return null;
}
