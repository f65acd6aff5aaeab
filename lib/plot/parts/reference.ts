/** Horizontal lines to compare with. */

import { scaled } from "./axis.ts";
import { plotlyText } from "./escape.ts";
import { legendOf } from "./legend.ts";
import { describe, type Scale } from "./options.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { placeLabels, type Room } from "./reference_place.ts";
import { dashes, light } from "./style.ts";

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

/** Reference lines, of which some have their label in the legend. */
export interface ReferenceMarks {
  readonly layout: Layout;
  /** The labels that stand in the legend. */
  readonly inLegend: readonly string[];
}

/**
 * The lines, thin and grey over the whole width, each with its label at an end where it covers
 * nothing, or in the legend where there is no such place.
 */
export function referenceLayout(
  references: readonly Reference[],
  scale: Scale,
  room: Room,
): ReferenceMarks {
  if (references.length === 0) return { layout: {}, inLegend: [] };
  const places = placeLabels(references, room);
  const inLegend = references.filter((_, i) => places[i] === null)
    .map(({ label }) => label);
  const [low, high] = room.y.range;
  let listed = 0;
  const shapes = references.map(({ y, label }, i) => ({
    type: "line" as const,
    xref: "paper" as const,
    x0: 0,
    x1: 1,
    y0: y,
    y1: y,
    line: {
      color: light.reference,
      width: 1.5,
      // Those in the legend are told apart there.
      dash: places[i] === null ? dashes[1 + listed++ % 5] : "dash" as const,
    },
    ...(places[i] === null
      ? { showlegend: true, name: legendOf([label], room.width).names[0] }
      : {}),
  }));
  const annotations = references.flatMap(({ y, label }, i) => {
    const place = places[i], at = scaled(y, scale);
    if (place === null || at < low || at > high) return [];
    return [{
      text: plotlyText(label),
      xref: "paper" as const,
      x: place.end === "left" ? 0 : 1,
      xanchor: place.end,
      y: at, // annotations take the logarithm, shapes do not
      yanchor: place.side === "above" ? "bottom" as const : "top" as const,
      borderpad: 1,
      font: { color: light.referenceText, size: 12 },
      showarrow: false,
    }];
  });
  return {
    layout: {
      shapes,
      annotations,
      ...(inLegend.length > 0 ? { showlegend: true } : {}),
    },
    inLegend,
  };
}
