/** Cells without a value. */

import type { Data } from "../figure/plotly_json.ts";

/** Cells, with where they stand on the axes. */
export interface PlacedCells {
  /** Rows of values; null is no cell at all. */
  readonly cells: readonly ArrayLike<number | null>[];
  readonly x: readonly (number | string)[];
  readonly y: readonly (number | string)[];
}

/** Cells that are not finite, over the holes that they are in the trace of the others. */
export function gapTrace(
  { cells, x, y }: PlacedCells,
  colour: string,
): Data[] {
  const z = cells.map((row) =>
    Array.from(
      row,
      (value) => value !== null && !Number.isFinite(value) ? 0 : null,
    )
  );
  if (z.every((row) => row.every((value) => value === null))) return [];
  return [{
    type: "heatmap",
    x: [...x],
    y: [...y],
    z: z as number[][], // null is a hole
    zmin: 0,
    zmax: 1,
    colorscale: [[0, colour], [1, colour]],
    showscale: false,
    hovertemplate: "not finite<extra></extra>",
  }];
}
