/** The series that people hand to charts, read into one form. */

import type { Numbers } from "./numbers.ts";
import { describe } from "./options.ts";

/** Points by their coordinates. */
export interface Points {
  /** The horizontal coordinates. */
  x: Numbers;
  /** The vertical coordinates, as many. */
  y: Numbers;
}

/** A series with its name, null where there is only one without. */
export interface NamedSeries {
  readonly name: string | null;
  readonly x: Numbers | null;
  readonly y: Numbers;
}

/** Reads one array, one `{ x, y }`, or a record of name to either. */
export function readSeries(series: unknown): NamedSeries[] {
  if (isNumbers(series) || isPoints(series)) {
    return [readOne("series", null, series)];
  }
  return entriesOf(
    "series",
    series,
    "an array of numbers, { x, y }, or a record of name to either",
  ).map(([argument, name, value]) => readOne(argument, name, value));
}

/** Reads one array of numbers, or a record of name to one. */
export function readNumbers(
  argument: string,
  values: unknown,
): { name: string | null; values: Numbers }[] {
  if (isNumbers(values)) {
    checkNumbers(argument, values);
    return [{ name: null, values }];
  }
  return entriesOf(
    argument,
    values,
    "an array of numbers, or a record of name to one",
  ).map(([inner, name, value]) => {
    checkNumbers(inner, value);
    return { name, values: value };
  });
}

/** The entries of a record, each with what it is called in the message of an error. */
function entriesOf(
  argument: string,
  record: unknown,
  expected: string,
): [argument: string, name: string, value: unknown][] {
  if (
    typeof record !== "object" || record === null || Array.isArray(record) ||
    ArrayBuffer.isView(record)
  ) {
    throw new TypeError(
      `${argument} is ${describe(record)}, expected ${expected}`,
    );
  }
  const entries = Object.entries(record);
  if (entries.length === 0) {
    throw new RangeError(
      `${argument} is an empty record, expected at least one name with its numbers`,
    );
  }
  return entries.map(([name, value]) => [
    `${argument}[${JSON.stringify(name)}]`,
    name,
    value,
  ]);
}

function readOne(
  argument: string,
  name: string | null,
  value: unknown,
): NamedSeries {
  const x = isPoints(value) ? value.x : null;
  const y = isPoints(value) ? value.y : value;
  checkNumbers(isPoints(value) ? `${argument}.y` : argument, y);
  if (x !== null) {
    checkNumbers(`${argument}.x`, x);
    if (x.length !== y.length) {
      throw new TypeError(
        `${argument} has ${x.length} x and ${y.length} y, expected as many of both`,
      );
    }
  }
  return { name, x, y };
}

/** Refuses what is not an array of numbers, and empty arrays. */
export function checkNumbers(
  argument: string,
  value: unknown,
): asserts value is Numbers {
  if (Array.isArray(value)) {
    const wrong = value.findIndex((item) =>
      typeof item !== "number" && item !== null
    );
    if (wrong !== -1) {
      throw new TypeError(
        `${argument}[${wrong}] is ${describe(value[wrong])}, expected a number`,
      );
    }
  } else if (!isNumbers(value)) {
    throw new TypeError(
      `${argument} is ${describe(value)}, expected an array of numbers`,
    );
  }
  if (value.length === 0) {
    throw new RangeError(
      `${argument} is empty, expected at least one number; leave it out if there is nothing to show`,
    );
  }
}

function isNumbers(value: unknown): value is Numbers {
  if (Array.isArray(value)) return true;
  return ArrayBuffer.isView(value) && !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

function isPoints(value: unknown): value is Points {
  return typeof value === "object" && value !== null &&
    !ArrayBuffer.isView(value) &&
    Object.keys(value).toSorted().join() === "x,y";
}
