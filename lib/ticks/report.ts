/**
 * What a step did, for people to look at.
 *
 * @module
 */

import { shown } from "../device/show_html.ts";
import { type Table, table, textTable } from "../device/show_table.ts";
import { showing } from "./show.ts";

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
  const all = reportTable(parts);
  return showing(
    parts as Report,
    () => shown([table(all)]),
    () => textTable(all),
  );
}

function reportTable(report: Omit<Report, "toString">): Table {
  const { step, applied, skipped, gradientNorm, parameters } = report;
  const number = (value: number) => value.toPrecision(3);
  return {
    title:
      `step ${step}: ${applied} applied, ${skipped} skipped, gradient norm ${
        number(gradientNorm)
      }`,
    header: ["parameter", "gradient", "value", "update", "update / value"],
    rows: parameters.map((parameter) => [
      parameter.name,
      number(parameter.gradientNorm),
      number(parameter.valueNorm),
      number(parameter.updateNorm),
      number(parameter.updateRatio),
    ]),
    words: 1,
  };
}
