/** Numbers as people and JSON want them: rounded to what the eye can see, and written short. */

/** An array of numbers: plain, or of any typed array but those of bigints. */
export type Numbers = ArrayLike<number>;

/** Nothing is drawn finer than this part of the range of its axis. */
const PARTS = 1e5;

/**
 * The numbers as a plain array, rounded to 5 significant digits or to 1/100,000 of their range,
 * whichever is finer; integers stay as they are. NaN and infinities become null, which JSON keeps
 * and plotly.js draws as a gap.
 */
export function plainNumbers(
  values: Numbers,
  range: readonly [number, number] | null = finiteRange(values),
): (number | null)[] {
  const step = range === null ? 0 : (range[1] - range[0]) / PARTS;
  const digits = step > 0 ? -Math.floor(Math.log10(step)) : 0;
  return Array.from(values, (value) => {
    if (!Number.isFinite(value)) return null;
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return value;
    const before = Math.floor(Math.log10(Math.abs(value))) + 1;
    const kept = Math.min(15, Math.max(5, step > 0 ? before + digits : 5));
    return Number(value.toPrecision(kept));
  });
}

/** The smallest and the largest finite number, null where there is none. */
export function finiteRange(
  values: Numbers,
  onlyPositive = false,
): [number, number] | null {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || (onlyPositive && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** The range that holds all ranges, null where there is none. */
export function joinRanges(
  ranges: readonly ([number, number] | null)[],
): [number, number] | null {
  return finiteRange(ranges.flatMap((range) => range ?? []));
}

/** Numbers farther from zero, or closer to each other, are beyond what an axis can be computed with. */
const FARTHEST = 1e300, CLOSEST = 1e-300;

/** Whether numbers at the two ends of a range can be told apart on an axis. */
export function isWide([low, high]: readonly [number, number]): boolean {
  return high - low >= CLOSEST;
}

/** Refuses a range whose width, or what is computed from it, may be infinite. */
export function checkFar(range: readonly [number, number]): void {
  const [low, high] = range;
  if (low >= -FARTHEST && high <= FARTHEST) return;
  throw new RangeError(
    `the values reach from ${writeNumber(low, range)} to ${
      writeNumber(high, range)
    }, expected from -1e300 to 1e300: divide them first`,
  );
}

/**
 * A number for a sentence: four significant digits, no trailing zeros, powers of ten where it is
 * very large or very small; more digits where a range far from zero needs them.
 */
export function writeNumber(
  value: number,
  range: readonly [number, number] | null = null,
): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  const width = range === null ? 0 : range[1] - range[0];
  const ratio = width > 0 ? Math.ceil(Math.log10(size / width)) : 0;
  const rounded = Number(
    value.toPrecision(Math.min(15, 4 + Math.max(0, ratio))),
  );
  return size < 1e-3 || (size >= 1e6 && ratio < 3)
    ? rounded.toExponential().replace("e+", "e")
    : String(rounded);
}

/** A count and its noun, in the singular or the plural. */
export function writeCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below, but for rounding. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5].find((digit) => digit * power >= least * 0.999) ?? 10;
  return Number((digit * power).toPrecision(12));
}
