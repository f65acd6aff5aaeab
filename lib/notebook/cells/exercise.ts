/**
 * Exercises: a reader's function is checked against hidden cases and told what is wrong.
 *
 * @module
 */

import { AssertionError } from "node:assert";
import { display } from "./display.ts";
import type { Markup } from "./display_markup.ts";
import { type Case, checkCase, type Finding } from "./exercise_check.ts";
import { figureOf } from "./exercise_figure.ts";
import {
  type Answer,
  type ExerciseOptions,
  readOptions,
} from "./exercise_options.ts";
import { ExerciseResult, findingToTell, wordsOf } from "./exercise_result.ts";
import { copyValue, readValue, type Value } from "./exercise_values.ts";
import {
  authored,
  folded,
  joinWords,
  sentence,
  sourceOf,
  type Words,
} from "./exercise_words.ts";

/**
 * Makes an exercise: a task, hidden cases, a solution that is proven, hints. A cell of a notebook holds the
 * reader's function and the check, and is committed with the function empty:
 *
 *     const rowNorm = (row: Float64Array) => {
 *       // your code
 *     };
 *     await normOfARow.check(rowNorm);
 *
 * The check shows at once
 *
 * - **not answered yet**, with task, hints and solution folded, where the function is missing or returns nothing: no
 *   error, so that the notebook runs;
 * - **right**, exact or equal but for rounding, and the solution to compare with;
 * - **not right yet**, with the case (its arguments, shortened), the worst index, what is expected and found there and
 *   how far off it may be, a figure of it, and the hints; or what else is wrong: an error, the type, the shape,
 *   NaN, an argument that was changed.
 *
 * Arguments and results are numbers, texts, booleans, arrays of any kind, nested arrays, tensors (they are read), and
 * plain objects and lists of them; functions may be asynchronous. Numbers are compared one by one, each may be off
 * by `atol + rtol * |expected|`. A flat typed array stands for any shape of its size.
 * Each call gets a copy of its arguments, but for tensors.
 *
 * `solution` is code, not text: its source is shown folded, and before any answer it is itself
 * checked against `reference`. So a notebook that runs in CI proves its solutions.
 *
 * @throws {TypeError} when an option is unknown or of another type, or there is neither `reference` nor `solution`
 * @throws {RangeError} when there is no case, or a tolerance is negative or not finite
 *
 * @example
 * ```ts
 * import { exercise, markdown } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 * import { layerNorm, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const cpu = await openDevice("cpu");
 * const normOfARow = exercise("layer norm of a row", {
 *   task: markdown`Write a function that gives $(x - \mu) / \sqrt{\sigma^2 + \epsilon}$ for a row $x$, with
 * $\epsilon = 10^{-5}$ and the *biased* variance $\sigma^2$.`,
 *   hint: ["The mean comes first.", markdown`Divide the sum of squares by $n$, not by $n - 1$.`],
 *   solution: (row: Float64Array) => {
 *     const mean = row.reduce((sum, x) => sum + x) / row.length;
 *     const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
 *     return row.map((x) => (x - mean) / Math.sqrt(variance + 1e-5));
 *   },
 *   reference: (row) => layerNorm(cpu.tensor(row), { normalizedShape: [row.length] }).y,
 *   cases: (seed) => [randomNormal(3 + seed, seed)],
 * });
 *
 * // The reader's part, with a slip: the deviation of a sample.
 * const mine = (row: Float64Array) => {
 *   const mean = row.reduce((sum, x) => sum + x) / row.length;
 *   const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (row.length - 1);
 *   return row.map((x) => (x - mean) / Math.sqrt(variance + 1e-5));
 * };
 * const { ok, verdict } = await normOfARow.check(mine);
 * assertEquals([ok, verdict], [false, "wrong"]);
 * ```
 *
 * @example Several arguments and results, and cases by hand
 * ```ts
 * import { exercise } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const step = exercise("a step of gradient descent", {
 *   solution: (weight: number[], gradient: number[], rate: number) => ({
 *     weight: weight.map((w, i) => w - rate * gradient[i]),
 *     norm: Math.hypot(...gradient),
 *   }),
 *   cases: [[[1, 2], [3, 4], 0.1], [[0], [-5], 1]],
 *   rtol: 1e-12,
 * });
 * assertEquals((await step.check(undefined)).verdict, "not answered");
 * assertEquals((await step.check(step.solution)).verdict, "exact");
 * ```
 */
// deno-lint-ignore no-explicit-any
export function exercise<Args extends readonly any[]>(
  name: string,
  options: ExerciseOptions<Args>,
): Exercise<Args> {
  return new Exercise(name, options);
}

/** An exercise, made by {@linkcode exercise}. As the last expression of a cell it shows its task. */
// deno-lint-ignore no-explicit-any
export class Exercise<Args extends readonly any[]> {
  /** What it is called. */
  readonly name: string;
  /** A right answer, where there is one. */
  readonly solution: Answer<Args> | undefined;
  readonly #options: ExerciseOptions<Args>;
  readonly #all: readonly (readonly [...Args])[];
  #proven: Promise<readonly Case[]> | null = null;

  /** Makes it; see {@linkcode exercise}. */
  constructor(name: string, options: ExerciseOptions<Args>) {
    this.#all = readOptions(name, options);
    this.name = name;
    this.solution = options.solution;
    this.#options = options;
  }

  /**
   * Checks an answer and shows what was found. Whatever the answer does, this does not throw; it does
   * where the exercise itself is wrong.
   *
   * @param answer the reader's function; nothing, or one that returns nothing, is not answered yet
   * @throws {TypeError} when the answer is no function, or the reference gives what cannot be compared
   * @throws {AssertionError} when the exercise's own solution is not right
   */
  async check(
    answer: Answer<Args> | null | undefined,
  ): Promise<ExerciseResult> {
    if (
      answer !== null && answer !== undefined && typeof answer !== "function"
    ) {
      throw new TypeError(
        `exercise ${
          JSON.stringify(this.name)
        }: the answer is a ${typeof answer}, expected a function; leave out its arguments: check(f), not check(f(x))`,
      );
    }
    const cases = await (this.#proven ??= this.#prove());
    const findings = answer ? await this.#findings(answer, cases) : [];
    const result = new ExerciseResult(this.name, findings);
    const { markdown, text } = this.#words(result);
    await display({ "text/markdown": markdown, "text/plain": text });
    const worst = result.ok ? null : findingToTell(findings)?.comparison?.worst;
    await (worst ? figureOf(this.name, worst) : null)?.show();
    return result;
  }

  /** Name and task. */
  toString(): string {
    return this.#task().text;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: the task, with hints and solution folded. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    const { markdown, text } = joinWords([
      this.#task(),
      ...this.#hints(false),
      this.#folded(),
    ]);
    return { "text/markdown": markdown, "text/plain": text };
  }

  /** Computes what is expected, and checks the solution against it. */
  async #prove(): Promise<readonly Case[]> {
    const { reference, solution, shape } = this.#options;
    const cases: Case[] = [];
    for (const [i, args] of this.#all.entries()) {
      const copy = args.map(copyValue) as unknown as Args;
      const expected = await readValue(
        await (reference ?? solution!)(...copy),
      );
      checkComparable(`exercise ${JSON.stringify(this.name)}`, expected);
      const lengths = typeof shape === "function" ? shape(...copy) : shape;
      cases.push({ number: i + 1, args, expected, shape: lengths });
    }
    if (!reference || !solution) return cases;
    const findings = await this.#findings(solution, cases);
    const result = new ExerciseResult("its own solution", findings);
    if (result.ok) return cases;
    throw new AssertionError({
      message: `exercise ${JSON.stringify(this.name)}: ${result}`,
    });
  }

  async #findings(
    answer: Answer<Args>,
    cases: readonly Case[],
  ): Promise<readonly Finding[]> {
    const { rtol = 1e-5, atol } = this.#options;
    const findings: Finding[] = [];
    for (const one of cases) {
      findings.push(await checkCase(answer, one, { rtol, atol }));
    }
    return findings;
  }

  #words(result: ExerciseResult): Words {
    const { verdict, ok } = result;
    const isOpen = verdict === "not answered", { task } = this.#options;
    return joinWords([
      wordsOf(result),
      isOpen && task !== undefined ? authored(task) : null,
      ...(ok ? [] : this.#hints(!isOpen)),
      this.#folded(),
    ]);
  }

  #task(): Words {
    const { task } = this.#options;
    return joinWords([
      sentence("Exercise:", `${this.name}.`),
      task === undefined ? null : authored(task),
    ]);
  }

  #hints(inText: boolean): Words[] {
    const hints = [this.#options.hint ?? []].flat() as (string | Markup)[];
    return hints.map((hint, i) => {
      const label = hints.length === 1 ? "Hint" : `Hint ${i + 1}`;
      return folded(label, authored(hint, label), inText);
    });
  }

  #folded(): Words | null {
    const { solution } = this;
    return solution && folded("Solution", sourceOf(solution), false) || null;
  }
}

/** Refuses results that nobody could be compared with. */
function checkComparable(caller: string, value: Value): void {
  if (value.kind === "parts") {
    for (const part of value.parts.values()) checkComparable(caller, part);
  } else if (
    value.kind === "other" && value.value !== null &&
    ["object", "function"].includes(typeof value.value)
  ) {
    throw new TypeError(
      `${caller}: the reference gives a ${value.name}, expected numbers, texts, arrays, tensors, or plain objects of them`,
    );
  }
}
