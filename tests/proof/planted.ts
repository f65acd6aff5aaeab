/**
 * What the public check makes of planted mistakes, and of right gradients.
 *
 * @module
 */

import {
  gradcheck,
  type GradientReport,
  type Verdict,
} from "../../lib/check/mod.ts";
import { correctFunction } from "./correct_functions.ts";
import type { Mutant } from "./mutants/mod.ts";

/** What came of a planted mistake. */
export interface Planted {
  readonly name: string;
  /** Whether the check fails, as it should. */
  readonly caught: boolean;
  /** Whether the explanation is the right one; null where none can be expected. */
  readonly explained: boolean | null;
  /** What the report says: the right explanation, else the first; empty where it says nothing. */
  readonly says: string;
}

/** Runs the check on a planted mistake. */
export async function examine({ name, says, check }: Mutant): Promise<Planted> {
  const report = await check();
  const lines = explanations(report);
  const right = says && lines.find((line) => says.test(line));
  return {
    name,
    caught: !report.ok,
    explained: says && right !== undefined,
    says: right ?? lines[0] ?? "",
  };
}

/** What a report says besides its table, without the notes. */
function explanations({ problems, checks }: GradientReport): string[] {
  return [
    ...problems,
    ...checks.flatMap(({ name, explanation }) =>
      explanation === null ? [] : [`${name}: ${explanation}`]
    ),
  ];
}

/** A right gradient that did not pass. */
export interface Alarm {
  readonly seed: number;
  readonly name: string;
  /** Whether it was called wrong, or not to be told. */
  readonly verdict: Exclude<Verdict, "passed">;
  readonly report: string;
}

/** Checks the right gradients of the seeds 1 to `count`; gives those that did not pass. */
export async function falseAlarms(count: number): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const { name, inputs, ...functions } = correctFunction(seed);
    const report = await gradcheck(functions, inputs, { seed });
    if (report.ok) continue;
    const wrong = report.problems.length > 0 ||
      report.checks.some(({ verdict }) => verdict === "failed");
    const verdict = wrong ? "failed" : "undecided";
    alarms.push({ seed, name, verdict, report: String(report) });
  }
  return alarms;
}
