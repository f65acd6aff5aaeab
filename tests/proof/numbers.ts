/**
 * Numbers as they stand on the page: two digits, since more would say nothing.
 *
 * @module
 */

/** An error relative to the largest value. */
export function relative(error: number): string {
  return error === 0 ? "0" : error.toExponential(1);
}

/** An error in units in the last place. */
export function inUnits(error: number): string {
  return error === 0 ? "0" : String(Number(error.toPrecision(2)));
}
