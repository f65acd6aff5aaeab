/**
 * Gradient checks: how far the gradients are from differences, and how far they may be.
 *
 * @module
 */

import type {
  GradientCheck,
  GradientReport,
} from "../../check/gradient_report.ts";
import { joinSentences, writeCaption } from "../parts/caption.ts";
import { plotlyText } from "../parts/escape.ts";
import { Figure } from "../figure/figure.ts";
import { rowLayout } from "./gradient_rows.ts";
import {
  finiteRange,
  plainNumbers,
  writeCount,
  writeNumber,
} from "../parts/numbers.ts";
import { type ChartOptions, checkOptions, describe } from "../parts/options.ts";
import type { Data } from "../figure/plotly_json.ts";
import { colours, light } from "../parts/style.ts";

/** More checks than these are not told one by one, nor more remarks on them. */
const DESCRIBED = 12, REMARKS = 6;

/** What a check may look like, each with a mark of its own. */
const kinds = [
  { name: "passed", symbol: "circle", colour: colours[0] },
  { name: "passed, no error", symbol: "triangle-left", colour: colours[0] },
  { name: "undecided", symbol: "diamond-open", colour: colours[2] },
  { name: "failed", symbol: "x", colour: colours[1] },
  { name: "failed, not finite", symbol: "triangle-right", colour: colours[1] },
] as const;

/**
 * Draws the report of a gradient check: for each input and parameter the error of its worst element
 * and, as an upright stroke, the bound that the error must not pass, on a log scale. What passed is
 * a disc, what failed a cross, what could not be decided an open diamond. The caption names the
 * element that is worst of all, and tells what the check noticed.
 *
 * @param report what `gradcheck` found
 * @param options titles and sizes
 * @throws {TypeError} `report` is not a report, an unknown option
 * @throws {RangeError} a report without checks, a value of an option is out of range
 *
 * @example
 * ```ts
 * import { gradcheck } from "jsr:@ticks/ticks@^0.1/check";
 * import { gradientCheck } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const square = {
 *   forward: (x: Float64Array) => x.map((value) => value * value),
 *   backward: (dy: Float64Array, x: Float64Array) => [x.map((value, i) => 2 * value * dy[i])],
 * };
 * const report = await gradcheck(square, [Float64Array.of(1, 2, 3)]);
 * const figure = gradientCheck(report, { title: "Square" });
 * console.assert(figure.caption.startsWith("1 of 1 check passed."));
 * ```
 */
export function gradientCheck(
  report: Pick<GradientReport, "checks" | "problems">,
  options: ChartOptions = {},
): Figure {
  checkOptions("gradientCheck", options, []);
  const checks = readChecks(report);
  const places = placesOf(checks);
  const groups = kinds.map((kind) => ({
    ...kind,
    rows: checks.flatMap((check, row) =>
      kindOf(check) === kind.name ? [row] : []
    ),
  })).filter(({ rows }) => rows.length > 0);
  const { layout, names } = rowLayout(
    options,
    checks.map(({ name }) => name),
    [...groups.map(({ name }) => name), "bound"],
    [...places, ...checks.map(({ worst }) => worst.bound)],
    "error of the worst element",
  );
  const hover = checks.map((check) => plotlyText(describeCheck(check)));
  const marks = groups.map(({ rows, symbol, colour }, i): Data => ({
    type: "scatter",
    mode: "markers",
    name: names[i],
    x: plainNumbers(rows.map((row) => places[row])),
    y: [...rows],
    text: rows.map((row) => hover[row]),
    hovertemplate: "%{text}<extra></extra>",
    marker: {
      symbol,
      color: colour,
      size: 11,
      line: { width: symbol.endsWith("-open") ? 2 : 0 },
    },
  }));
  const bounds: Data = {
    type: "scatter",
    mode: "markers",
    name: "bound",
    x: plainNumbers(checks.map(({ worst }) => worst.bound)),
    y: checks.map((_, i) => i),
    hovertemplate: "bound %{x}<extra></extra>",
    marker: {
      symbol: "line-ns-open",
      color: light.title,
      size: 20,
      line: { width: 2.5 },
    },
  };
  const caption = writeCaption(options, "check", [
    ...(report.problems ?? []).map((problem) => `${problem}.`),
    ...notes(checks),
  ]);
  return new Figure({
    data: [...marks, bounds],
    layout: { ...layout, showlegend: true },
    caption,
    alt: options.alt ?? describeReport(checks, options.title, caption),
    sketch: checks.map(sketchCheck).join("\n"),
  });
}

function readChecks(report: unknown): readonly GradientCheck[] {
  const checks = (report as Partial<GradientReport> | null)?.checks;
  if (!Array.isArray(checks)) {
    throw new TypeError(
      `report is ${describe(report)}, expected what gradcheck gives`,
    );
  }
  if (checks.length === 0) {
    throw new RangeError(
      "report has no checks, expected one at least; gradcheck gives one for each input",
    );
  }
  return checks;
}

/** Where the errors stand: those that are 0 or not finite at the ends of what is drawn. */
function placesOf(checks: readonly GradientCheck[]): number[] {
  const errors = checks.map(({ worst }) => worst.error);
  const bounds = checks.map(({ worst }) => worst.bound);
  const [low, high] = finiteRange([...errors, ...bounds], true) ?? [1e-8, 1];
  return errors.map((error) =>
    !Number.isFinite(error) ? high * 10 : error > 0 ? error : low / 10
  );
}

function kindOf({ verdict, worst }: GradientCheck): string {
  if (verdict === "passed") {
    return worst.error > 0 ? "passed" : "passed, no error";
  }
  return Number.isFinite(worst.error) ? verdict : "failed, not finite";
}

/** How much of its bound an error takes; infinite where it is not finite. */
function part({ worst: { error, bound } }: GradientCheck): number {
  return Number.isFinite(error) ? error / bound : Infinity;
}

function notes(checks: readonly GradientCheck[]): string[] {
  const count = (verdict: string) =>
    checks.filter((check) => check.verdict === verdict).length;
  const failed = checks.filter(({ verdict }) => verdict === "failed");
  const worst = (failed.length > 0 ? failed : checks)
    .reduce((a, b) => part(b) > part(a) ? b : a);
  const remarks = checks.flatMap(({ name, explanation, notes }) =>
    [...explanation === null ? [] : [explanation], ...notes]
      .map((text) => `${name}: ${text}.`)
  );
  return [
    `${count("passed")} of ${writeCount(checks.length, "check")} passed${
      count("undecided") === 0 ? "" : `, ${count("undecided")} undecided`
    }.`,
    `Worst beside its bound: ${describeCheck(worst)}.`,
    ...remarks.slice(0, REMARKS),
    remarks.length > REMARKS
      ? `And ${remarks.length - REMARKS} more remarks in the report.`
      : "",
  ];
}

function describeCheck({ name, dtype, worst }: GradientCheck): string {
  const { index, analytic, numerical, error, bound } = worst;
  const at = index.length === 0 ? "as a whole" : `at [${index.join(", ")}]`;
  return `${name} (${dtype}) ${at}, analytic ${
    writeNumber(analytic)
  }, numerical ${writeNumber(numerical)}, error ${writeNumber(error)}, bound ${
    writeNumber(bound)
  }`;
}

function describeReport(
  checks: readonly GradientCheck[],
  title: string | undefined,
  caption: string,
): string {
  const told = checks.slice(0, DESCRIBED).map(({ name, verdict, worst }) =>
    `${name} ${verdict}, error ${writeNumber(worst.error)} of at most ${
      writeNumber(worst.bound)
    }`
  );
  if (checks.length > DESCRIBED) {
    told.push(`and ${checks.length - DESCRIBED} more`);
  }
  return joinSentences([
    `Gradient check${title ? ` “${title}”` : ""} (log scale): ${
      told.join("; ")
    }.`,
    caption,
  ]);
}

/** A line for a terminal: the error on a scale of which the bound is the middle. */
function sketchCheck(check: GradientCheck): string {
  const mark = { passed: "●", undecided: "?", failed: "✗" }[check.verdict];
  const decades = Math.log10(part(check));
  // The bound itself stays to be seen.
  const [least, most] = decades > 0 ? [9, 16] : [0, 7];
  const at = Math.max(least, Math.min(most, Math.round(8 + decades)));
  const scale = [..."········|········"];
  scale[at] = mark;
  return `${scale.join("")} ${check.name}`;
}
