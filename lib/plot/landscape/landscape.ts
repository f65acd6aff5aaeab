/** Landscapes, heights over a grid on the plane: what surfaces and contours are drawn from. */

import { scaled } from "../parts/axis.ts";
import { countGaps, type Gaps } from "../parts/caption.ts";
import { type FlatMatrix, readMatrix } from "../parts/matrix.ts";
import type { Numbers } from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";
import { checkNumbers } from "../parts/series.ts";

/** Heights with the coordinates of their columns and rows. */
export interface Heights {
  /** The horizontal coordinates, one for each column, increasing. */
  x: Numbers;
  /** The coordinates of the rows, increasing. */
  y: Numbers;
  /** The heights: rows, or `{ data, shape: [rows, columns] }`. */
  z: readonly Numbers[] | FlatMatrix;
}

/** A landscape that was read: heights are NaN where there is none that can be drawn. */
export interface Landscape {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The heights as they were given, row after row. */
  readonly rows: readonly Numbers[];
  readonly gaps: Gaps;
}

/** A point of a landscape. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** More rows or columns than these are thinned. */
const LIMIT = 50;

/** Reads an array of rows, `{ data, shape }`, or `{ x, y, z }` with either as z. */
export function readLandscape(matrix: unknown, zScale: Scale): Landscape {
  const { x, y, z } = isHeights(matrix)
    ? matrix
    : { x: undefined, y: undefined, z: matrix };
  const rows = readMatrix(z);
  const [down, across] = [rows.length, rows[0].length];
  if (down < 2 || across < 2) {
    throw new RangeError(
      `matrix has the shape [${down}, ${across}], expected at least two rows and two columns`,
    );
  }
  return {
    x: readCoordinates("x", x, across, "columns"),
    y: readCoordinates("y", y, down, "rows"),
    rows: rows.map((row) =>
      Array.from(
        row,
        (value) => Number.isNaN(scaled(value, zScale)) ? NaN : value,
      )
    ),
    gaps: countGaps(rows, zScale),
  };
}

function isHeights(value: unknown): value is Heights {
  return typeof value === "object" && value !== null && "z" in value;
}

function readCoordinates(
  name: "x" | "y",
  values: unknown,
  count: number,
  what: string,
): number[] {
  if (values === undefined) return Array.from({ length: count }, (_, i) => i);
  checkNumbers(`matrix.${name}`, values);
  if (values.length !== count) {
    throw new TypeError(
      `matrix.${name} has ${values.length} numbers and matrix.z ${count} ${what}, expected as many`,
    );
  }
  const read = Array.from(values);
  read.forEach((value, i) => {
    if (!Number.isFinite(value) || (i > 0 && !(value > read[i - 1]))) {
      throw new RangeError(
        `matrix.${name}[${i}] is ${value}${
          i > 0 ? ` after ${read[i - 1]}` : ""
        }, expected finite numbers, each larger than the one before; turn rows or columns round where they decrease`,
      );
    }
  });
  return read;
}

/** At most some fifty rows and columns, evenly spread, and those of the lowest point. */
export function thinnedLandscape(landscape: Landscape): Landscape {
  const { x, y, rows } = landscape;
  if (x.length <= LIMIT && y.length <= LIMIT) return landscape;
  const low = extremes(landscape)?.lowest;
  const columns = spread(x.length, low && x.indexOf(low.x));
  const kept = spread(y.length, low && y.indexOf(low.y));
  return {
    ...landscape,
    x: columns.map((i) => x[i]),
    y: kept.map((i) => y[i]),
    rows: kept.map((row) => columns.map((i) => rows[row][i])),
  };
}

function spread(count: number, also: number | undefined): number[] {
  if (count <= LIMIT) return Array.from({ length: count }, (_, i) => i);
  const chosen = Array.from(
    { length: LIMIT },
    (_, i) => Math.round(i * (count - 1) / (LIMIT - 1)),
  );
  return [...new Set([...chosen, also ?? 0])].sort((a, b) => a - b);
}

/** The lowest and the highest point, null where there is none. */
export function extremes(
  { x, y, rows }: Landscape,
): { lowest: Place; highest: Place } | null {
  let lowest: Place | null = null, highest: Place | null = null;
  rows.forEach((row, r) => {
    for (let c = 0; c < row.length; c++) {
      const z = row[c];
      if (Number.isNaN(z)) continue;
      if (!(z >= lowest?.z!)) lowest = { x: x[c], y: y[r], z };
      if (!(z <= highest?.z!)) highest = { x: x[c], y: y[r], z };
    }
  });
  return lowest && highest && { lowest, highest };
}

/** The height at a point between the points of the grid (bilinear), NaN outside and in gaps. */
export function heightAt({ x, y, rows }: Landscape, px: number, py: number) {
  const [c, across] = cellOf(x, px);
  const [r, down] = cellOf(y, py);
  if (Number.isNaN(across) || Number.isNaN(down)) return NaN;
  // A corner with no weight must not count: it may be a gap.
  const along = (row: Numbers) => mix(row[c], row[c + 1], across);
  return mix(along(rows[r]), along(rows[r + 1]), down);
}

/** A landscape of at least some 25 rows and columns, with the heights between its points. */
export function refinedLandscape(landscape: Landscape): Landscape {
  const [x, y] = [landscape.x, landscape.y].map((values) => {
    const parts = Math.ceil(24 / (values.length - 1));
    return values.flatMap((value, i) => {
      const next = values[i + 1];
      if (next === undefined) return [value];
      return Array.from(
        { length: parts },
        (_, part) => value + (next - value) * part / parts,
      );
    });
  });
  const rows = y.map((py) => x.map((px) => heightAt(landscape, px, py)));
  return { ...landscape, x, y, rows };
}

function mix(a: number, b: number, part: number): number {
  return part === 0 ? a : part === 1 ? b : a + part * (b - a);
}

/** The cell that a coordinate falls in and how far into it, NaN where it is outside. */
function cellOf(
  values: readonly number[],
  value: number,
): [index: number, part: number] {
  if (!(value >= values[0] && value <= values.at(-1)!)) return [0, NaN];
  const next = values.findIndex((one) => one >= value);
  const index = Math.max(0, next - 1);
  return [
    index,
    (value - values[index]) / (values[index + 1] - values[index]),
  ];
}
