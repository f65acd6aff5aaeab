/**
 * Units in the last place of f32.
 *
 * @module
 */

/** The distance between neighbours of f32 at a value. */
export function spacing(value: number): number {
  const magnitude = Math.abs(Math.fround(value));
  return magnitude < 2 ** -126
    ? 2 ** -149
    : 2 ** (Math.floor(Math.log2(magnitude)) - 23);
}

/** The largest absolute value, 0 of none. */
export function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, Math.abs(values[i]));
  }
  return largest;
}
