/** Options of figures that are made of figures, and what is read off these. */

import { Figure } from "./figure.ts";
import { checkOptions, describe } from "../parts/options.ts";

/** Refuses what a figure of figures does not know: its axes are those of the figures. */
export function checkComposedOptions(
  name: string,
  options: unknown,
  known: readonly string[],
): void {
  if (typeof options === "object" && options !== null) {
    const other = Object.keys(options).find((key) => !known.includes(key));
    if (other !== undefined) {
      throw new TypeError(
        `options.${other} is not an option of ${name}, expected one of ${
          known.toSorted().join(", ")
        }`,
      );
    }
  }
  checkOptions(name, options, known);
}

/** Refuses what is no figure. */
export function checkFigure(
  argument: string,
  value: unknown,
): asserts value is Figure {
  if (!(value instanceof Figure)) {
    throw new TypeError(
      `${argument} is ${
        describe(value)
      }, expected a Figure, as line and the other charts give`,
    );
  }
}

/** The title of a figure as plotly.js takes it, empty where only the caption stands there. */
export function titleOf({ layout, caption }: Figure): string {
  const title: { text?: string; subtitle?: unknown } =
    typeof layout.title === "string"
      ? { text: layout.title as string, subtitle: "none" }
      : layout.title ?? {};
  const isCaption = caption !== "" && title.subtitle === undefined;
  return isCaption ? "" : title.text ?? "";
}
