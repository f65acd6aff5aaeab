/**
 * Gradient checks: how far the gradients are from differences, and how far they may be.
 *
 * @module
 */

import type {
  GradientCheck,
  GradientReport,
} from "../check/gradient_report.ts";
import { joinSentences, writeCaption } from "./caption.ts";
import { plotlyText } from "./escape.ts";
import { Figure } from "./figure.ts";
import { rowLayout } from "./gradient_rows.ts";
import {
  finiteRange,
  plainNumbers,
  writeCount,
  writeNumber,
} from "./numbers.ts";
import { type ChartOptions, checkOptions, describe } from "./options.ts";
import type { Data } from "./plotly_json.ts";
import { colours, light } from "./style.ts";

/** More checks than these are not told one by one. */
const DESCRIBED = 12;

/**
 * Draws the report of a gradient check: for each input and parameter the error of its worst element
 * and, as an upright stroke, the bound that the error must not pass, on a log scale. A check that
 * passed is a disc left of its stroke, one that failed a cross right of it. The caption names the
 * element that is worst of all.
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
  report: Pick<GradientReport, "checks">,
  options: ChartOptions = {},
): Figure {
  checkOptions("gradientCheck", options, []);
  const checks = readChecks(report);
  const places = placesOf(checks);
  const groups = [
    {
      name: "passed",
      ...{ symbol: "circle" as const, colour: colours[0], size: 11 },
      rows: rowsWhere(checks, ({ ok, worst }) => ok && worst.error > 0),
    },
    {
      name: "passed, no error",
      ...{ symbol: "triangle-left" as const, colour: colours[0], size: 12 },
      rows: rowsWhere(checks, ({ ok, worst }) => ok && !(worst.error > 0)),
    },
    {
      name: "failed",
      ...{ symbol: "x" as const, colour: colours[1], size: 11 },
      rows: rowsWhere(
        checks,
        ({ ok, worst }) => !ok && Number.isFinite(worst.error),
      ),
    },
    {
      name: "failed, not finite",
      ...{ symbol: "triangle-right" as const, colour: colours[1], size: 12 },
      rows: rowsWhere(
        checks,
        ({ ok, worst }) => !ok && !Number.isFinite(worst.error),
      ),
    },
  ].filter(({ rows }) => rows.length > 0);
  const { layout, names } = rowLayout(
    options,
    checks.map(({ name }) => name),
    [...groups.map(({ name }) => name), "bound"],
    [...places, ...checks.map(({ worst }) => worst.bound)],
    "error of the worst element",
  );
  const hover = checks.map((check) => plotlyText(describeCheck(check)));
  const marks = groups.map(({ rows, symbol, colour, size }, i): Data => ({
    type: "scatter",
    mode: "markers",
    name: names[i],
    x: plainNumbers(rows.map((row) => places[row])),
    y: [...rows],
    text: rows.map((row) => hover[row]),
    hovertemplate: "%{text}<extra></extra>",
    marker: { symbol, color: colour, size },
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
  const caption = writeCaption(options, "check", notes(checks));
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

function rowsWhere(
  checks: readonly GradientCheck[],
  is: (check: GradientCheck) => boolean,
): number[] {
  return checks.flatMap((check, row) => is(check) ? [row] : []);
}

/** How much of its bound an error takes; infinite where it is not finite. */
function part({ worst: { error, bound } }: GradientCheck): number {
  return Number.isFinite(error) ? error / bound : Infinity;
}

function notes(checks: readonly GradientCheck[]): string[] {
  const passed = checks.filter(({ ok }) => ok).length;
  const worst = checks.reduce((a, b) => part(b) > part(a) ? b : a);
  return [
    `${passed} of ${writeCount(checks.length, "check")} passed.`,
    `Worst beside its bound: ${describeCheck(worst)}.`,
  ];
}

function describeCheck({ name, dtype, worst }: GradientCheck): string {
  const { index, analytic, numerical, error, bound } = worst;
  return `${name} (${dtype}) at [${index.join(", ")}], analytic ${
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
  const told = checks.slice(0, DESCRIBED).map(({ name, ok, worst }) =>
    `${name} ${ok ? "passed" : "failed"}, error ${
      writeNumber(worst.error)
    } of at most ${writeNumber(worst.bound)}`
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
  const decades = Math.log10(part(check));
  const [least, most] = check.ok ? [0, 7] : [9, 16];
  const at = Math.max(least, Math.min(most, Math.round(8 + decades)));
  const scale = [..."········|········"];
  scale[at] = check.ok ? "●" : "✗";
  return `${scale.join("")} ${check.name}`;
}
