/**
 * Compares what a function gave with what is expected: exact, approximately equal, or wrong, and where.
 *
 * @module
 */

import { indexInShape } from "../../device/shape.ts";
import { formatShape } from "../../device/shape.ts";
import { writeCount } from "../../device/show_number.ts";
import type { Numbers, Value } from "./exercise_values.ts";

/** How far a number may be off: `atol + rtol * |expected|`. */
export interface Tolerance {
  readonly rtol: number;
  /** Left out, it is the rounding of the array: {@linkcode ROUNDINGS} spacings at its largest expected number. */
  readonly atol?: number;
}

/** So many spacings of f32, or of f64 where neither array is of f32, count as rounding. */
const ROUNDINGS = 32;

/** A number that is off. */
export interface Worst {
  /** Where: `result`, or a part of it such as `result.dx`. */
  readonly where: string;
  /** Which of its numbers, one index a dimension; empty for a number alone. */
  readonly index: readonly number[];
  readonly expected: number;
  readonly found: number;
  /** How far they are apart; infinite where only one of them is a number. */
  readonly difference: number;
  /** How far they may be. */
  readonly bound: number;
  /** The whole array. */
  readonly all: {
    readonly expected: ArrayLike<number>;
    readonly found: ArrayLike<number>;
    readonly shape: readonly number[];
  };
}

/** What is wrong with the form of a result. */
export interface Mismatch {
  readonly what: "type" | "shape" | "value";
  readonly message: string;
}

/** What a comparison found. */
export interface Comparison {
  /** Why it could not be compared number by number; null where it could. */
  readonly mismatch: Mismatch | null;
  /** The number that is farthest off beside what it may be; null where there is none, or all are exact. */
  readonly worst: Worst | null;
  /** The number that is farthest off. */
  readonly farthest: Worst | null;
}

/** Compares all parts; the first that does not fit in form ends it. */
export function compareValues(
  expected: Value,
  found: Value,
  tolerance: Tolerance,
  shape?: readonly number[],
  where = "result",
): Comparison {
  const mismatch = (what: Mismatch["what"], message: string) => ({
    mismatch: { what, message },
    worst: null,
    farthest: null,
  });
  if (expected.kind !== found.kind) {
    return mismatch(
      "type",
      `${where} is ${describe(found)}, expected ${describe(expected)}`,
    );
  }
  if (expected.kind === "numbers" && found.kind === "numbers") {
    return compareNumbers(expected, found, tolerance, shape, where);
  }
  if (expected.kind === "parts" && found.kind === "parts") {
    let worst: Worst | null = null, farthest: Worst | null = null;
    for (const [key, part] of expected.parts) {
      const inner = pathOf(where, key, expected.name);
      const other = found.parts.get(key);
      if (other === undefined) {
        return mismatch("type", `${inner} is missing`);
      }
      const one = compareValues(part, other, tolerance, shape, inner);
      if (one.mismatch) return one;
      worst = worse(worst, one.worst);
      farthest = farther(farthest, one.farthest);
    }
    if (expected.name === "Array" && found.parts.size > expected.parts.size) {
      return mismatch(
        "shape",
        `${where} has ${found.parts.size} elements, expected ${expected.parts.size}`,
      );
    }
    return { mismatch: null, worst, farthest };
  }
  const [wanted, got] = [expected, found].map((other) =>
    other.kind === "other" ? other.value : undefined
  );
  return Object.is(wanted, got)
    ? { mismatch: null, worst: null, farthest: null }
    : mismatch("value", `${where} is ${show(got)}, expected ${show(wanted)}`);
}

/** How many times the bound a difference is. */
const excess = ({ difference, bound }: Pick<Worst, "difference" | "bound">) =>
  difference / bound;

/** The comparison whose worst number is farther off, beside its bound. */
export function worse(a: Worst | null, b: Worst | null): Worst | null {
  if (!a || !b) return a ?? b;
  return excess(b) > excess(a) ? b : a;
}

/** The comparison whose number is farther off. */
export function farther(a: Worst | null, b: Worst | null): Worst | null {
  if (!a || !b) return a ?? b;
  return b.difference > a.difference ? b : a;
}

/** Whether it is within the tolerance. */
export function isWithin({ mismatch, worst }: Comparison): boolean {
  return !mismatch && (!worst || worst.difference <= worst.bound);
}

function compareNumbers(
  expected: Numbers,
  found: Numbers,
  { rtol, atol }: Tolerance,
  given: readonly number[] | undefined,
  where: string,
): Comparison {
  const size = expected.data.length;
  const isSame = String(expected.shape) === String(found.shape);
  // A flat array stands for any shape of its size, but not for a number.
  const stands = (expected.flat || found.flat) && size === found.data.length &&
    expected.name !== "number" && found.name !== "number";
  if (!isSame && !stands) {
    return {
      mismatch: {
        what: "shape",
        message: `${where} is ${describe(found)}, expected ${
          describe(expected)
        }`,
      },
      worst: null,
      farthest: null,
    };
  }
  const known = given?.reduce((a, b) => a * b, 1) === size ? given : undefined;
  const shape = expected.flat
    ? found.flat ? known ?? expected.shape : found.shape
    : expected.shape;
  const largest = Array.from(expected.data).filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const spacing = Math.max(expected.spacing, found.spacing);
  const least = atol ?? ROUNDINGS * spacing * largest;
  const differs = Array.from(expected.data, (wanted, i) => {
    const part = Number.isFinite(wanted) ? rtol * Math.abs(wanted) : 0;
    const difference = distance(wanted, found.data[i]);
    return { i, difference, bound: least + part };
  }).filter(({ difference }) => difference > 0);
  const worstOf = (measure: (one: typeof differs[number]) => number) => {
    if (differs.length === 0) return null;
    const { i, difference, bound } = differs.reduce((a, b) =>
      measure(b) > measure(a) ? b : a
    );
    return {
      where,
      index: indexInShape(i, shape),
      expected: expected.data[i],
      found: found.data[i],
      difference,
      bound,
      all: { expected: expected.data, found: found.data, shape },
    };
  };
  return {
    mismatch: null,
    worst: worstOf(excess),
    farthest: worstOf(({ difference }) => difference),
  };
}

/** How far two numbers are apart: 0 for the same, NaN and infinities too, else infinite where one is none. */
function distance(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

/** A value's type and shape in words. */
function describe(value: Value): string {
  if (value.kind === "numbers") {
    const { name, data, shape, flat } = value;
    if (name === "number") return "a number";
    return flat || shape.length === 1
      ? `a ${name} of ${writeCount(data.length, "number")}`.replace(
        "a A",
        "an A",
      )
      : `numbers of shape ${formatShape(shape)}`;
  }
  if (value.kind === "other") {
    return value.name === "undefined" || value.name === "null"
      ? value.name
      : `a ${value.name}`;
  }
  const keys = [...value.parts.keys()];
  if (value.name !== "Array") {
    return keys.length === 0
      ? "an empty object"
      : `an object with ${keys.join(", ")}`;
  }
  const odd = [...value.parts].find(([, part]) => part.kind === "other");
  return odd
    ? `an Array with ${odd[1].name} at ${odd[0]}`
    : `an Array of ${
      writeCount(keys.length, "part")
    } that differ in length or kind`;
}

function pathOf(where: string, key: string, name: string): string {
  if (name === "Array") return `${where}[${key}]`;
  return /^[\w$]+$/.test(key)
    ? `${where}.${key}`
    : `${where}[${JSON.stringify(key)}]`;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
