/**
 * Numbers as tables show them.
 *
 * @module
 */

/** A number with four digits, and a power of ten where it is very small or very large. */
export function writeNumber(value: number): string {
  const size = Math.abs(value);
  return size > 0 && size < Infinity && (size < 1e-3 || size >= 1e6)
    ? value.toExponential(3).replace(/\.?0*e\+?/, "e")
    : String(Number(value.toPrecision(4)));
}

/** A count with its noun: `1 value`, `1,234 values`. */
export function writeCount(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
