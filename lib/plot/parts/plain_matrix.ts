/** Matrices as plain rows, rounded to what colours and heights can show. */

import { finiteRange, joinRanges, type Numbers } from "./numbers.ts";

/** Nothing is told apart that differs by less than this part of the range. */
const PARTS = 5000;

/**
 * The rows as plain arrays, rounded to 1/5,000 of the range of all values or to two significant
 * digits, whichever is finer; integers stay as they are. NaN and infinities become null.
 */
export function plainMatrix(
  rows: readonly Numbers[],
  range: readonly [number, number] | null = joinRanges(
    rows.map((row) => finiteRange(row)),
  ),
): (number | null)[][] {
  const step = range === null ? 0 : (range[1] - range[0]) / PARTS;
  const digits = step > 0 ? -Math.floor(Math.log10(step)) : 15;
  const round = (value: number) => {
    if (!Number.isFinite(value)) return null;
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return value;
    const before = Math.floor(Math.log10(Math.abs(value))) + 1;
    const kept = Math.min(15, Math.max(2, before + digits));
    return Number(value.toPrecision(kept));
  };
  return rows.map((row) => Array.from(row, round));
}
