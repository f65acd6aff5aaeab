/**
 * How many samples are classified rightly.
 *
 * @module
 */

/**
 * Counts the rows of logits, `[..., classes]`, whose largest value stands at their label; of equal ones the
 * first counts, and a row with NaN never. Divided by the number of labels it is the accuracy.
 *
 * @throws {TypeError} when there are no labels, or the logits are no whole number of classes for each
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { countCorrect } from "jsr:@ticks/ticks@^0.1/examples";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const logits = device.tensor([0, 1, 3, 2], [2, 2]);
 * assertEquals(countCorrect(await logits.read(), [1, 1]), 1);
 * ```
 */
export function countCorrect(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
): number {
  const classes = logits.length / labels.length;
  if (!(Number.isInteger(classes) && classes >= 1)) {
    throw new TypeError(
      `countCorrect: logits has ${logits.length} values for ${labels.length} labels, expected a whole number of classes for each`,
    );
  }
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    if (isLargest(logits, row * classes, classes, labels[row])) correct++;
  }
  return correct;
}

/** Whether the value at `label` is the first of the largest; no comparison with NaN holds. */
function isLargest(
  values: ArrayLike<number>,
  start: number,
  classes: number,
  label: number,
): boolean {
  if (!(label < classes)) return false;
  const value = values[start + label];
  for (let j = 0; j < classes; j++) {
    const other = values[start + j];
    if (!(j < label ? other < value : other <= value)) return false;
  }
  return true;
}
