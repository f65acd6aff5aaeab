/**
 * What the check of an exercise found.
 *
 * @module
 */

import { writeNumber } from "../../device/show_number.ts";
import { isKernel } from "../../plot/jupyter.ts";
import type { ExerciseProblem, Finding } from "./exercise_check.ts";
import { farther, worse, type Worst } from "./exercise_compare.ts";
import {
  describeFinding,
  joinWords,
  sentence,
  type Words,
} from "./exercise_words.ts";

/** How an answer was found. */
export type ExerciseVerdict =
  | "exact"
  | "approximately equal"
  | "wrong"
  | "not answered";

/** The verdict of a result in Markdown and in text. */
export let wordsOf: (result: ExerciseResult) => Words;

/** What {@linkcode Exercise.check} found. */
export class ExerciseResult {
  /** Whether the answer is right: exact, or approximately equal. */
  readonly ok: boolean;
  /** How it was found. */
  readonly verdict: ExerciseVerdict;
  /** How many cases were tried. */
  readonly cases: number;
  /** How many of them are right. */
  readonly passed: number;
  /** The largest difference of two numbers over all cases; NaN where none could be compared. */
  readonly largestDifference: number;
  /** The case that is told of, from 1; null where nothing is wrong. */
  readonly case: number | null;
  /** Where its worst number is, one index a dimension; null where none is wrong. */
  readonly index: readonly number[] | null;
  /** What is wrong besides numbers: type, shape, an error, a changed input. */
  readonly problem: ExerciseProblem | null;
  readonly #words: Words;

  static {
    wordsOf = (result) => result.#words;
  }

  /** Makes the result of what was found in each case; for {@linkcode Exercise} only. */
  constructor(name: string, findings: readonly Finding[]) {
    const told = findingToTell(findings);
    const worst = told?.comparison?.worst ?? null;
    const compared = findings.flatMap(({ comparison }) =>
      comparison && !comparison.mismatch ? comparison : []
    );
    const farthest = compared.reduce<Worst | null>(
      (most, one) => farther(most, one.farthest),
      null,
    );
    this.cases = findings.length;
    this.passed = findings.filter(({ ok }) => ok).length;
    this.ok = this.cases > 0 && this.passed === this.cases;
    this.largestDifference = compared.length === 0
      ? NaN
      : farthest?.difference ?? 0;
    this.verdict = !findings.some(({ answered }) => answered)
      ? "not answered"
      : !this.ok
      ? "wrong"
      : this.largestDifference === 0
      ? "exact"
      : "approximately equal";
    const isWrong = this.verdict === "wrong";
    this.case = isWrong ? told!.number : null;
    this.index = isWrong ? worst?.index ?? null : null;
    this.problem = isWrong ? told!.problem : null;
    this.#words = joinWords([
      sentence(`${name}:`, this.#sentence(farthest)),
      isWrong ? describeFinding(told!, this.cases) : null,
    ]);
  }

  /** The verdict in words. */
  toString(): string {
    return this.#words.text;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: nothing more, because the check has shown it. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return isKernel() ? {} : {
      "text/markdown": this.#words.markdown,
      "text/plain": this.#words.text,
    };
  }

  #sentence(farthest: Worst | null): string {
    const passed = `${this.passed} of ${this.cases} cases`;
    switch (this.verdict) {
      case "exact":
        return `right, ${passed} are exact.`;
      case "approximately equal":
        return `right, ${passed} are equal but for rounding; the largest difference is ${
          writeNumber(this.largestDifference)
        }${
          farthest ? `, where ${writeNumber(farthest.bound)} is allowed` : ""
        }.`;
      case "wrong":
        return `not right yet, ${passed} pass.`;
      case "not answered":
        return "not answered yet.";
    }
  }
}

/** The finding to tell: what is wrong besides numbers first, then the worst number. */
export function findingToTell(
  findings: readonly Finding[],
): Finding | undefined {
  const wrong = findings.filter(({ ok }) => !ok);
  return wrong.find(({ problem }) => problem) ??
    wrong.reduce<Finding | undefined>((before, one) => {
      const worst = one.comparison!.worst!;
      const other = before?.comparison?.worst ?? null;
      return worse(other, worst) === worst ? one : before;
    }, undefined);
}
