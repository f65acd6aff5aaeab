/**
 * What an exercise is made of, and how mistakes in it are answered.
 *
 * @module
 */

import { Markup } from "./display_markup.ts";

/** A function that exercises are about: of any arguments, at once or with a promise. */
// deno-lint-ignore no-explicit-any
export type Answer<Args extends readonly any[]> = (...args: Args) => unknown;

/** What {@linkcode exercise} is made of. */
// deno-lint-ignore no-explicit-any
export interface ExerciseOptions<Args extends readonly any[]> {
  /**
   * The inputs that an answer is checked with, each a list of arguments: `[[x], [y]]` for functions of one
   * argument. Or a function that makes them from a seed.
   */
  readonly cases:
    | Iterable<readonly [...Args]>
    | ((seed: number) => readonly [...Args]);
  /** How many cases a function makes, of the seeds 1, 2, ...; 5 by default. */
  readonly count?: number;
  /** The task, in Markdown; left out where the notebook's text has it. */
  readonly task?: string | Markup;
  /** Help for those whose answer is not right yet, folded, in Markdown: one, or several that each tell more. */
  readonly hint?: string | Markup | readonly (string | Markup)[];
  /** What is right, computed in another way than the solution: by a function of the library, say. The solution by default. */
  readonly reference?: Answer<Args>;
  /** A right answer, whose source is shown folded. It is itself checked against `reference` before any answer is. */
  readonly solution?: Answer<Args>;
  /** How far a number may be off as a part of the expected one: `atol + rtol * |expected|`. 1e-5 by default. */
  readonly rtol?: number;
  /**
   * How far a number may be off besides, for results that are small or zero but for rounding. By default 32
   * spacings of its type at the largest expected number of its array, `32 * 2 ** -52 * largest`; with `2 ** -23`
   * where what is expected or found comes in a Float32Array or a tensor of f32.
   */
  readonly atol?: number;
  /** The shape of results that come in flat arrays, for places with several indices; may depend on the arguments. */
  readonly shape?: readonly number[] | ((...args: Args) => readonly number[]);
}

const known = [
  "atol",
  "cases",
  "count",
  "hint",
  "reference",
  "rtol",
  "shape",
  "solution",
  "task",
];

/** Refuses options that cannot be, and gives the cases. */
// deno-lint-ignore no-explicit-any
export function readOptions<Args extends readonly any[]>(
  name: unknown,
  options: ExerciseOptions<Args>,
): readonly (readonly [...Args])[] {
  expect("name", name, "a text", typeof name === "string" && name !== "");
  const isObject = typeof options === "object" && options !== null;
  expect("options", options, "an object with cases and a solution", isObject);
  for (const option of Object.keys(options)) {
    if (!known.includes(option)) {
      throw new TypeError(
        `exercise: options.${option} is not an option, expected one of ${
          known.join(", ")
        }`,
      );
    }
  }
  const { task, hint = [], reference, solution, shape } = options;
  const isText = (text: unknown) =>
    typeof text === "string" || text instanceof Markup;
  const isFunction = (value: unknown) =>
    value === undefined || typeof value === "function";
  expect(
    "task",
    task,
    "a text in Markdown",
    task === undefined || isText(task),
  );
  expect(
    "hint",
    hint,
    "a text in Markdown, or several",
    [hint].flat().every(isText),
  );
  expect("reference", reference, "a function", isFunction(reference));
  expect("solution", solution, "a function", isFunction(solution));
  expect(
    "shape",
    shape,
    "an array of lengths or a function that gives it",
    isFunction(shape) || Array.isArray(shape),
  );
  if (!reference && !solution) {
    throw new TypeError(
      "exercise: reference and solution are missing, expected at least one of them",
    );
  }
  for (const option of ["rtol", "atol"] as const) {
    const value = options[option] ?? 0;
    expect(option, value, "a number", typeof value === "number");
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `exercise: ${option} is ${value}, expected a finite number of at least 0`,
      );
    }
  }
  return readCases(options);
}

// deno-lint-ignore no-explicit-any
function readCases<Args extends readonly any[]>(
  { cases, count = 5 }: ExerciseOptions<Args>,
): readonly (readonly [...Args])[] {
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw new RangeError(
      `exercise: count is ${count}, expected a whole number above 0`,
    );
  }
  const wanted =
    "lists of arguments such as [[x], [y]], or a function of a seed";
  const isIterable = typeof cases === "object" && cases !== null &&
    Symbol.iterator in cases;
  expect("cases", cases, wanted, isIterable || typeof cases === "function");
  const all = typeof cases === "function"
    ? Array.from({ length: count }, (_, i) => cases(i + 1))
    : [...cases];
  if (all.length === 0) {
    throw new RangeError("exercise: cases has none, expected at least one");
  }
  for (const [i, args] of all.entries()) {
    expect(
      `cases: number ${i + 1}`,
      args,
      "a list of arguments such as [x]",
      Array.isArray(args),
    );
  }
  return all;
}

function expect(
  name: string,
  value: unknown,
  wanted: string,
  holds: boolean,
): void {
  if (holds) return;
  const came = value === null || value === undefined
    ? String(value)
    : typeof value === "object"
    ? value.constructor?.name ?? "an object"
    : `a ${typeof value}`;
  throw new TypeError(`exercise: ${name} is ${came}, expected ${wanted}`);
}
