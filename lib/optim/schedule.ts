/**
 * What a learning-rate schedule is, the two curves that schedules follow, and what their options must be.
 *
 * @module
 */

/**
 * A hyper-parameter, such as the learning rate, as a plain function of the step: 0 for the first
 * window, whatever the number of its ticks. One's own is written as `(step) => 0.1 * 0.99 ** step`,
 * and is drawn from `Array.from({ length: n }, (_, step) => schedule(step))`.
 */
export type Schedule = (step: number) => number;

/** From `start` to `end` in a straight line; both ends are exact, and hold beyond the fractions 0 and 1. */
export function linearly(start: number, end: number, fraction: number): number {
  if (fraction <= 0) return start;
  if (fraction >= 1) return end;
  return start + (end - start) * fraction;
}

/** From `start` to `end` along half a period of a cosine; the ends as in `linearly`. */
export function alongCosine(
  start: number,
  end: number,
  fraction: number,
): number {
  if (fraction <= 0) return start;
  if (fraction >= 1) return end;
  return end + (start - end) * (1 + Math.cos(Math.PI * fraction)) / 2;
}

/**
 * Refuses a value that no learning rate can have.
 *
 * @throws {RangeError} when it is not finite, or below 0
 */
export function checkRate(caller: string, name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) {
    refuse(caller, name, value, "a finite number of at least 0");
  }
}

/**
 * Refuses a number of steps that is none.
 *
 * @throws {RangeError} when it is no whole number, or below 1
 */
export function checkSteps(caller: string, name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    refuse(caller, name, value, "a whole number of at least 1");
  }
}

/**
 * Refuses a value of an option in words.
 *
 * @throws {RangeError} always
 */
export function refuse(
  caller: string,
  name: string,
  value: unknown,
  expected: string,
): never {
  throw new RangeError(
    `${caller}: ${name} is ${describe(value)}, expected ${expected}`,
  );
}

/** A value as a message shows it. */
export function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
