/**
 * Shapes: how many values they hold, how they are written, and when they are one.
 *
 * @module
 */

/** The number of values in a tensor of this shape: the product, 1 for `[]`. */
export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** `[2, 3]` as people write it. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes have the same lengths in the same order. */
export function equalShapes(
  a: readonly number[],
  b: readonly number[],
): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

/** Where a place of a flat array is in a shape, one index a dimension. */
export function indexInShape(
  place: number,
  shape: readonly number[],
): number[] {
  const index: number[] = [];
  for (const length of shape.toReversed()) {
    index.unshift(place % length);
    place = Math.floor(place / length);
  }
  return index;
}

/** Refuses what is no list of whole lengths, zero included; gives a frozen copy of what is. */
export function checkShape(
  caller: string,
  shape: readonly number[],
): readonly number[] {
  if (!Array.isArray(shape)) {
    throw new TypeError(
      `${caller}: shape is ${
        shape === null ? "null" : typeof shape
      }, expected an array of lengths such as [2, 3]`,
    );
  }
  const bad = shape.find((length) =>
    !Number.isSafeInteger(length) || length < 0
  );
  if (bad !== undefined || !Number.isSafeInteger(sizeOfShape(shape))) {
    throw new RangeError(
      `${caller}: shape is ${
        formatShape(shape)
      }, expected whole lengths of 0 or more`,
    );
  }
  return Object.freeze([...shape]);
}
