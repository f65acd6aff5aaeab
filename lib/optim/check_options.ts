/**
 * What the optimizers ask of their numbers.
 *
 * @module
 */

/** Refuses a number that is not from 0 up to, but not including, 1. */
export function checkUnit(caller: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(
      `${caller}: ${name} is ${value}, expected at least 0 and less than 1`,
    );
  }
}

/** Refuses numbers that are negative or not finite. */
export function checkAtLeastZero(
  caller: string,
  numbers: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && Number.isFinite(value))) {
      throw new RangeError(
        `${caller}: ${name} is ${value}, expected a finite number of at least 0`,
      );
    }
  }
}
