/** Horizontal lines to compare with. */

import { scaled } from "./axis.ts";
import { plotlyText } from "./escape.ts";
import { describe, type Scale } from "./options.ts";
import type { Layout } from "./plotly_json.ts";

/** A horizontal line with a label: a bound, a noise floor, a baseline. */
export interface Reference {
  /** Where it stands on the vertical axis. */
  y: number;
  /** What it is. */
  label: string;
}

/** Checks references. */
export function readReferences(
  references: readonly Reference[] | undefined,
  scale: Scale,
): readonly Reference[] {
  if (references === undefined) return [];
  if (!Array.isArray(references)) {
    throw new TypeError(
      `options.references is ${
        describe(references)
      }, expected an array such as [{ y: 1, label: "bound" }]`,
    );
  }
  references.forEach((reference, i) => {
    const { y, label } = reference ?? {};
    if (typeof y !== "number" || typeof label !== "string") {
      throw new TypeError(
        `options.references[${i}] has y ${describe(y)} and label ${
          describe(label)
        }, expected a number and a string`,
      );
    }
    if (Number.isNaN(scaled(y, scale))) {
      throw new RangeError(
        `options.references[${i}].y is ${y}, expected a finite number${
          scale === "log" ? " above 0 for a log scale" : ""
        }`,
      );
    }
  });
  return references;
}

/** The lines, thin and grey over the whole width, each with its label above its right end. */
export function referenceLayout(
  references: readonly Reference[],
  scale: Scale,
): Layout {
  if (references.length === 0) return {};
  return {
    shapes: references.map(({ y }) => ({
      type: "line",
      xref: "paper",
      x0: 0,
      x1: 1,
      y0: y,
      y1: y,
      line: { color: "#555555", width: 1.5, dash: "dash" as const },
    })),
    annotations: references.map(({ y, label }) => ({
      text: plotlyText(label),
      xref: "paper",
      x: 1,
      xanchor: "right",
      y: scaled(y, scale), // annotations take the logarithm, shapes do not
      yanchor: "bottom",
      borderpad: 1,
      bgcolor: "rgba(255,255,255,0.8)",
      font: { color: "#333333", size: 12 },
      showarrow: false,
    })),
  };
}
