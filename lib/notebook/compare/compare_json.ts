/** Compares JSON values: keys, lengths and kinds exactly, numbers as told. */

import { compareText, gap, isNear, type Tolerance } from "./compare_text.ts";
import { accessor, isRecord, type JsonPath, showJson } from "../format/json.ts";

/** Whether a number is near enough to the one expected. */
export type IsNear = (expected: number, found: number) => boolean;

/** How to compare the numbers of a list that has only numbers and gaps. */
export type ListRule = (path: JsonPath) => IsNear | undefined;

/** The first difference, with its place, `undefined` where there is none. */
export function compareJson(
  expected: unknown,
  found: unknown,
  tolerance: Tolerance,
  rule: ListRule = () => undefined,
  path: JsonPath = [],
): string | undefined {
  const inside = (key: string | number, near?: IsNear) => {
    const [a, b] = [expected, found]
      .map((value) => (value as Record<string, unknown>)[key]);
    if (near && typeof a === "number" && typeof b === "number") {
      return near(a, b) ? undefined : numbers([...path, key], a, b);
    }
    return compareJson(a, b, tolerance, rule, [...path, key]);
  };
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) {
      return `${
        at(path)
      }expected ${expected.length} entries, found ${found.length}`;
    }
    const near = expected.every(isNumberOrGap) ? rule(path) : undefined;
    return first(expected.keys(), (i) => inside(i, near));
  }
  if (isRecord(expected) && isRecord(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return first(keys, (key) => {
      if (!Object.hasOwn(found, key)) return `${at(path)}"${key}" is missing`;
      if (!Object.hasOwn(expected, key)) {
        return `${at(path)}"${key}" is new: ${showJson(found[key])}`;
      }
      return inside(key);
    });
  }
  if (typeof expected === "number" && typeof found === "number") {
    return isNear(expected, found, tolerance)
      ? undefined
      : numbers(path, expected, found);
  }
  if (typeof expected === "string" && typeof found === "string") {
    const difference = compareText(expected, found, tolerance);
    return difference && at(path) + difference;
  }
  if (expected === found) return undefined;
  return `${at(path)}expected ${showJson(expected)}, found ${showJson(found)}`;
}

const isNumberOrGap = (value: unknown) =>
  typeof value === "number" || value === null;

function first<T>(
  items: Iterable<T>,
  difference: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = difference(item);
    if (found !== undefined) return found;
  }
}

const numbers = (path: JsonPath, expected: number, found: number) =>
  `${at(path)}expected ${expected}, found ${found}, ${gap(expected, found)}`;

/** The beginning of a message on the value at this place. */
const at = (path: JsonPath) => path.length === 0 ? "" : `${accessor(path)}: `;
