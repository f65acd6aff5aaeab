/** What people hand to `bar`, read into rows of bars. */

import type { Numbers } from "../parts/numbers.ts";
import { checkNames, describe } from "../parts/options.ts";
import { checkDistinct } from "../parts/category_axis.ts";
import { readNumbers } from "../parts/series.ts";

/** A series of bars, one at each category. */
export interface BarRow {
  readonly name: string | null;
  readonly values: Numbers;
  /** Half the length of the error bars, null for none. */
  readonly errors: Numbers | null;
}

/** Bars by category. */
export interface Bars {
  readonly categories: readonly string[];
  readonly rows: readonly BarRow[];
  /** Whether the categories are counted, for want of names. */
  readonly counted: boolean;
}

/** More bars than these cannot be told apart. */
const MOST = 1000;

/** Reads numbers by name, or one or several series of numbers with the names of all. */
export function readBars(
  values: unknown,
  categories: unknown,
  errors: unknown,
): Bars {
  const named = isNumbersByName(values);
  if (named && categories !== undefined) {
    throw new TypeError(
      "options.categories is given and values has names of its own, expected one of both",
    );
  }
  const read = named
    ? [{ name: null, values: Object.values(values) }]
    : readNumbers("values", values);
  const count = read[0].values.length;
  read.forEach(({ name, values }) => {
    if (values.length !== count) {
      throw new TypeError(
        `values[${
          JSON.stringify(name)
        }] has ${values.length} numbers and values[${
          JSON.stringify(read[0].name)
        }] ${count}, expected as many in each series`,
      );
    }
  });
  if (count > MOST) {
    throw new RangeError(
      `values has ${count} bars a series, expected at most ${MOST}; draw so many with line`,
    );
  }
  checkNames("categories", categories, count, "values", "bars");
  const chosen = named
    ? Object.keys(values)
    : categories as readonly string[] | undefined ??
      Array.from({ length: count }, (_, i) => String(i));
  checkDistinct("options.categories", chosen);
  const halves = readErrors(errors, named, chosen, read);
  const below = halves.flatMap((row) => Array.from(row ?? []))
    .find((half) => half < 0);
  if (below !== undefined) {
    throw new RangeError(
      `options.errors has ${below}, expected lengths of at least 0`,
    );
  }
  return {
    categories: chosen,
    rows: read.map((row, i) => ({ ...row, errors: halves[i] })),
    counted: !named && categories === undefined,
  };
}

/** Errors have the form of the values; a series may have none. */
function readErrors(
  errors: unknown,
  named: boolean,
  categories: readonly string[],
  rows: readonly { name: string | null }[],
): (Numbers | null)[] {
  if (errors === undefined) return rows.map(() => null);
  if (named) {
    if (!isNumbersByName(errors)) {
      throw new TypeError(
        `options.errors is ${
          describe(errors)
        }, expected a record of name to number, as values is`,
      );
    }
    checkKnown(Object.keys(errors), categories);
    const byName = errors;
    return [categories.map((name) => byName[name] ?? NaN)];
  }
  const read = readNumbers("options.errors", errors);
  checkKnown(read.map(({ name }) => name), rows.map(({ name }) => name));
  const wrong = read.find(({ values }) => values.length !== categories.length);
  if (wrong !== undefined) {
    throw new TypeError(
      `options.errors has ${wrong.values.length} numbers for ${categories.length} bars, expected as many`,
    );
  }
  return rows.map(({ name }) =>
    read.find((one) => one.name === name)?.values ?? null
  );
}

function checkKnown(
  came: readonly (string | null)[],
  known: readonly (string | null)[],
): void {
  const unknown = came.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `options.errors has ${
        unknown === null ? "no names" : JSON.stringify(unknown)
      }, expected the names of values: ${
        known.map((name) => JSON.stringify(name)).join(", ")
      }`,
    );
  }
}

function isNumbersByName(value: unknown): value is Record<string, number> {
  if (
    typeof value !== "object" || value === null || Array.isArray(value) ||
    ArrayBuffer.isView(value)
  ) return false;
  const all = Object.values(value);
  return all.length > 0 && all.every((item) => typeof item === "number");
}
