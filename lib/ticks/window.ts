/**
 * The window that is open: how many ticks it has, how many samples they count, and when it closes.
 *
 * @module
 */

/** How long a window is: so many ticks, or until so many samples are counted. */
export type WindowLength =
  | { readonly ticks: number }
  | { readonly count: number };

/** Ticks and counts between two steps. */
export class Window {
  #ticks = 0;
  #count = 0;

  /** The number of ticks. */
  get ticks(): number {
    return this.#ticks;
  }

  /** The sum of their counts. */
  get count(): number {
    return this.#count;
  }

  /** Closes a tick. */
  tick(count: number): void {
    this.#ticks++;
    this.#count += count;
  }

  /** Starts anew, from zero or from what was saved. */
  restart(ticks = 0, count = 0): void {
    this.#ticks = ticks;
    this.#count = count;
  }
}

/**
 * Refuses a count that cannot be one.
 *
 * @throws {RangeError} when it is negative or not finite
 */
export function checkCount(caller: string, count: number): void {
  if (!(count >= 0 && Number.isFinite(count))) {
    throw new RangeError(
      `${caller}: count is ${count}, expected a finite number of at least 0: the samples or tokens of the tick`,
    );
  }
}

/**
 * Refuses to divide by a window's counts when they sum to zero, or to more than there is.
 *
 * @throws {RangeError} when they do
 */
export function checkTotal(caller: string, count: number): void {
  const inF32 = Math.fround(count); // where a GPU divides
  if (!(inF32 > 0 && Number.isFinite(inF32))) {
    throw new RangeError(
      `${caller}: the counts of the window sum to ${count}, expected a finite number above 0 in f32, to divide the sum of the gradients by; the window stays open`,
    );
  }
}
