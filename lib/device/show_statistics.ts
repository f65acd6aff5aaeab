/**
 * What there is to say of many numbers in a few: range, mean, and how many are none.
 *
 * @module
 */

/** Keeps sums of 2³¹ of the largest numbers finite; a power of two rounds nothing. */
const scale = 2 ** -31;

/** Range, mean and count of numbers that come in parts. */
export class Statistics {
  /** How many there were. */
  count = 0;
  /** How many were NaN. */
  nan = 0;
  /** How many were infinite. */
  infinite = 0;
  /** The lowest finite one. */
  lowest = Infinity;
  /** The highest finite one. */
  highest = -Infinity;
  #sum = 0;

  /** How many were finite. */
  get finite(): number {
    return this.count - this.nan - this.infinite;
  }

  /** The mean of the finite ones; NaN where there was none. */
  get mean(): number {
    return this.#sum / this.finite / scale;
  }

  /** Adds numbers. */
  add(values: ArrayLike<number>): void {
    let { lowest, highest, nan, infinite } = this, sum = this.#sum;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value - value !== 0) { // NaN or infinite
        if (value !== value) nan++;
        else infinite++;
        continue;
      }
      sum += scale * value;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    this.#sum = sum;
    Object.assign(this, { lowest, highest, nan, infinite });
    this.count += values.length;
  }
}
