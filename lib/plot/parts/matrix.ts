/** Matrices that people hand to charts, read into one form. */

import type { Numbers } from "./numbers.ts";
import { describe } from "./options.ts";
import { checkNumbers } from "./series.ts";

/** A matrix in one array, row after row. */
export interface FlatMatrix {
  /** The values, row after row. */
  data: Numbers;
  /** Rows and columns. */
  shape: readonly [rows: number, columns: number] | readonly number[];
}

/** Reads an array of rows, or `{ data, shape }`, into rows. */
export function readMatrix(matrix: unknown, argument = "matrix"): Numbers[] {
  if (Array.isArray(matrix)) return readRows(matrix, argument);
  if (typeof matrix !== "object" || matrix === null || !("shape" in matrix)) {
    throw new TypeError(
      `${argument} is ${
        describe(matrix)
      }, expected an array of rows or { data, shape: [rows, columns] }`,
    );
  }
  const { data, shape } = matrix as FlatMatrix;
  if (
    !Array.isArray(shape) || shape.length !== 2 ||
    !shape.every((size) => Number.isInteger(size) && size >= 0)
  ) {
    throw new TypeError(
      `${argument}.shape is ${
        Array.isArray(shape) ? `[${shape.join(", ")}]` : describe(shape)
      }, expected two whole numbers, [rows, columns]`,
    );
  }
  const [rows, columns] = shape;
  if (rows * columns === 0) {
    throw new RangeError(
      `${argument}.shape is [${rows}, ${columns}], expected at least one row and one column`,
    );
  }
  checkNumbers(`${argument}.data`, data);
  if (data.length !== rows * columns) {
    throw new TypeError(
      `${argument}.data has ${data.length} numbers, expected ${
        rows * columns
      } for the shape [${rows}, ${columns}]`,
    );
  }
  return Array.from(
    { length: rows },
    (_, row) =>
      Array.prototype.slice.call(data, row * columns, (row + 1) * columns),
  );
}

function readRows(rows: readonly unknown[], argument: string): Numbers[] {
  if (rows.length === 0) {
    throw new RangeError(`${argument} has no rows, expected at least one`);
  }
  return rows.map((row, index) => {
    checkNumbers(`${argument}[${index}]`, row);
    const columns = (rows[0] as Numbers).length;
    if (row.length !== columns) {
      throw new TypeError(
        `${argument}[${index}] has ${row.length} columns and ${argument}[0] ${columns}, expected as many in each row`,
      );
    }
    return row;
  });
}

/**
 * At most `limit` rows and columns: of each block of cells the value farthest from zero, so that
 * no outlier is lost. A block is not finite only when all its cells are not.
 */
export function shrink(
  rows: readonly Numbers[],
  limit: number,
): { rows: readonly Numbers[]; block: readonly [number, number] } {
  const down = Math.ceil(rows.length / limit);
  const across = Math.ceil(rows[0].length / limit);
  if (down === 1 && across === 1) return { rows, block: [1, 1] };
  const small: number[][] = [];
  for (let top = 0; top < rows.length; top += down) {
    const row: number[] = [];
    for (let left = 0; left < rows[0].length; left += across) {
      let farthest = NaN;
      for (const cells of rows.slice(top, top + down)) {
        const right = Math.min(left + across, cells.length);
        for (let column = left; column < right; column++) {
          const value = cells[column];
          if (!Number.isFinite(value)) continue;
          if (!(Math.abs(value) <= Math.abs(farthest))) farthest = value;
        }
      }
      row.push(farthest);
    }
    small.push(row);
  }
  return { rows: small, block: [down, across] };
}
