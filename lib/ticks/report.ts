/**
 * What a step did, for people to look at.
 *
 * @module
 */

/** What the last step did to one parameter. */
export interface ParameterReport {
  /** The parameter's name. */
  readonly name: string;
  /** The norm of its mean gradient before clipping; NaN where the gradient was not finite, 0 where it is frozen. */
  readonly gradientNorm: number;
  /** Values of its gradient that were NaN or infinite. */
  readonly nonFinite: number;
  /** The norm of its value now. */
  readonly valueNorm: number;
  /** The norm of its last change; 0 where the step was skipped. */
  readonly updateNorm: number;
  /** The change over the value: about 1e-3 is usual; 0 without a change, infinite where a value of zeros has changed. */
  readonly updateRatio: number;
}

/** What `ticks.report()` gives. */
export interface Report {
  /** Closed windows. */
  readonly step: number;
  /** Steps that were applied. */
  readonly applied: number;
  /** Steps that were skipped, because a gradient was not finite. */
  readonly skipped: number;
  /** The norm of the last step's mean gradient over all parameters, before clipping; NaN where it was skipped, 0 before the first. */
  readonly gradientNorm: number;
  /** The parameters, in order. */
  readonly parameters: readonly ParameterReport[];
  /** A table of it. */
  toString(): string;
}

/** Makes a report that shows itself as a table. */
export function makeReport(parts: Omit<Report, "toString">): Report {
  const toString = () => table(parts);
  const hidden = { value: toString, enumerable: false };
  return Object.defineProperties({ ...parts } as Report, {
    toString: hidden,
    [Symbol.for("Deno.customInspect")]: hidden,
  });
}

function table(report: Omit<Report, "toString">): string {
  const { step, applied, skipped, gradientNorm, parameters } = report;
  const number = (value: number) => value.toPrecision(3);
  const rows = [
    ["parameter", "gradient", "value", "update", "update / value"],
    ...parameters.map((parameter) => [
      parameter.name,
      number(parameter.gradientNorm),
      number(parameter.valueNorm),
      number(parameter.updateNorm),
      number(parameter.updateRatio),
    ]),
  ];
  const widths = rows[0].map((_, c) =>
    Math.max(...rows.map((row) => row[c].length))
  );
  const lines = rows.map((row) =>
    row.map((text, c) =>
      c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c])
    ).join("  ")
  );
  return [
    `step ${step}: ${applied} applied, ${skipped} skipped, gradient norm ${
      number(gradientNorm)
    }`,
    ...lines,
  ].join("\n");
}
