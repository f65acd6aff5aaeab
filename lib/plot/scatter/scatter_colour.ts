/** Points coloured by a third number. */

import { colourBar, colourScale, readColours } from "../parts/colour_scale.ts";
import { type Numbers, plainNumbers } from "../parts/numbers.ts";
import type { PlacedLine } from "../parts/placed_line.ts";
import { checkNumbers } from "../parts/series.ts";
import { light } from "../parts/style.ts";

/** Checks the colours, and leaves out the points that have none. */
export function withColour(
  lines: readonly PlacedLine[],
  color: Numbers | undefined,
): readonly PlacedLine[] {
  if (color === undefined) return lines;
  checkNumbers("options.color", color);
  if (lines.length > 1) {
    throw new TypeError(
      `options.color colours one series, series has ${lines.length}; leave it out, and they differ by colour`,
    );
  }
  const [one] = lines;
  if (color.length !== one.y.length) {
    throw new TypeError(
      `options.color has ${color.length} numbers and series ${one.y.length} points, expected as many`,
    );
  }
  let { notFinite } = one;
  const y = Array.from(one.y, (value, i) => {
    if (Number.isFinite(color[i])) return value;
    if (!Number.isNaN(value)) notFinite++;
    return NaN;
  });
  return [{ ...one, y, notFinite }];
}

/** The marker of coloured points, with its bar. */
export function colouring(
  color: Numbers,
  kept: readonly number[] | null,
  label: string | undefined,
) {
  const { colors, range } = readColours([color], {}, "sequential");
  const { zmin: cmin, zmax: cmax, colorscale } = colourScale(colors, range);
  const chosen = kept === null ? color : kept.map((i) => color[i]);
  return {
    color: plainNumbers(chosen, range) as number[], // null belongs to a point that is left out
    cmin,
    cmax,
    colorscale,
    showscale: true,
    colorbar: colourBar(label),
    line: { color: light.axis, width: 0.5 },
  };
}
