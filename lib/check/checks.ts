/**
 * A list of claims with their numbers: asserted when it is made, shown as a table at the end.
 *
 * @module
 */

import { AssertionError } from "node:assert";
import { shown } from "../device/show_html.ts";
import { type Table, table, textTable } from "../device/show_table.ts";

/** A claim about a number, or one that holds or does not. */
export interface Check {
  /** What was measured or claimed. */
  readonly what: string;
  /** The number: an error, a ratio; 1 for a claim that holds, and 0. */
  readonly value: number;
  /** Whether it had to be at most or at least the bound, or a claim simply to hold. */
  readonly relation: "at most" | "at least" | "holds";
  /** The bound; 1 for a claim. */
  readonly bound: number;
  /** Whether it was; never for NaN. */
  readonly passed: boolean;
}

/** The MIME type under which a notebook's output holds the checks as JSON. */
export const checksMimeType = "application/vnd.ticks.checks+json";

/**
 * Claims of a notebook or script, each asserted at once. Shown in a notebook it is a table.
 *
 * @example
 * ```ts
 * import { Checks, maxRelativeError } from "jsr:@ticks/ticks@^0.1/check";
 *
 * const checks = new Checks();
 * checks.atMost("f32 of a third", maxRelativeError([Math.fround(1 / 3)], [1 / 3]), 6e-8);
 * console.log(String(checks));
 * ```
 */
export class Checks {
  readonly #list: Check[] = [];

  /** All checks so far. */
  get list(): readonly Check[] {
    return this.#list;
  }

  /**
   * Claims that a number, such as an error, is at most a bound.
   *
   * @throws {AssertionError} when it is larger, or NaN
   */
  atMost(what: string, value: number, bound: number): void {
    this.#add(what, value, "at most", bound, value <= bound);
  }

  /**
   * Claims that a number, such as the error of a wrong formula, is at least a bound.
   *
   * @throws {AssertionError} when it is smaller, or NaN
   */
  atLeast(what: string, value: number, bound: number): void {
    this.#add(what, value, "at least", bound, value >= bound);
  }

  /**
   * Claims something that has no number: that a wrong gradient does not pass, that bits are the same.
   *
   * @throws {AssertionError} when it is false
   * @throws {TypeError} when it is no boolean, so that a promise nobody awaited does not pass
   */
  holds(what: string, condition: boolean): void {
    if (typeof condition !== "boolean") {
      throw new TypeError(
        `checks.holds: condition is ${typeof condition}, expected true or false; is an await missing?`,
      );
    }
    this.#add(what, Number(condition), "holds", 1, condition);
  }

  /** The table in plain text. */
  toString(): string {
    return checksTable(this.#list);
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: a table, and the numbers for programs. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return {
      ...shown([table(tableOf(this.#list))]),
      [checksMimeType]: this.#list,
    };
  }

  #add(
    what: string,
    value: number,
    relation: Check["relation"],
    bound: number,
    passed: boolean,
  ): void {
    const check = { what, value, relation, bound, passed };
    this.#list.push(check);
    const [measured, wanted] = inWords(check);
    if (!passed) {
      throw new AssertionError({
        message: `${what}: expected ${wanted}, got ${measured}`,
      });
    }
    console.log(
      relation === "holds"
        ? `${what}: ${measured}`
        : `${what}: ${measured}, ${wanted}`,
    );
  }
}

/** Checks as a table in plain text. */
export function checksTable(checks: readonly Check[]): string {
  return textTable(tableOf(checks));
}

function tableOf(checks: readonly Check[]): Table {
  return {
    header: ["what", "measured", "bound", "passed"],
    rows: checks.map((check) => [
      check.what,
      ...inWords(check),
      check.passed ? "yes" : "NO",
    ]),
  };
}

/** What was measured, and what was wanted. */
function inWords(
  { value, relation, bound, passed }: Check,
): [measured: string, wanted: string] {
  return relation === "holds"
    ? [String(passed), "true"]
    : [number(value), `${relation} ${number(bound)}`];
}

function number(value: number): string {
  const size = Math.abs(value);
  return value !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
}
