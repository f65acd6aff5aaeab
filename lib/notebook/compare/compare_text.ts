/** Compares texts: words exactly, the numbers between them within a tolerance. */

/** How far numbers may be apart. */
export interface Tolerance {
  /** Relative to the larger of the two. */
  rtol: number;
  /** Absolute, for numbers that are zero but for rounding. */
  atol: number;
}

/** Digits within a name, such as f32 or 1.2.3, are no number. */
const NUMBER = /((?<![\p{L}\p{N}_.])[-+−]?\d+(?:\.\d+)?(?:[eE][-+−]?\d+)?)/u;
// deno-lint-ignore no-control-regex -- they are what is looked for
const COLOURS = /\x1b\[[\d;]*m/g;
/** So much of a line is shown, around what differs. */
const BEFORE = 24, SHOWN = 60;

/** Whether two numbers are within the tolerance; NaN is near nothing. */
export function isNear(
  expected: number,
  found: number,
  { rtol, atol }: Tolerance,
): boolean {
  if (expected === found) return true;
  const size = Math.max(Math.abs(expected), Math.abs(found));
  return Math.abs(expected - found) <= Math.max(atol, rtol * size);
}

/** By how much two numbers differ, in words. */
export function gap(expected: number, found: number): string {
  const size = Math.max(Math.abs(expected), Math.abs(found));
  const relative = Math.abs(expected - found) / size;
  return `which differ by ${relative.toPrecision(2)} of their size`;
}

/**
 * The first difference of two texts, `undefined` where there is none. Colours of terminals do not
 * count, nor does the width of what is between a number and the next word when the number is another.
 */
export function compareText(
  expected: string,
  found: string,
  tolerance: Tolerance,
): string | undefined {
  const [wanted, got] = [expected, found]
    .map((text) => text.replace(COLOURS, "").split("\n"));
  if (wanted.at(-1) === "" && got.at(-1) === "") { // behind the last newline
    wanted.pop();
    got.pop();
  }
  const length = Math.max(wanted.length, got.length);
  for (let i = 0; i < length; i++) {
    const difference = compareLine(wanted[i], got[i], tolerance);
    if (difference === undefined) continue;
    const place = length > 1 ? `line ${i + 1}: ` : "";
    const counts = wanted.length === got.length
      ? ""
      : ` (${wanted.length} lines expected, ${got.length} found)`;
    return `${place}${difference}${counts}`;
  }
}

function compareLine(
  expected: string | undefined,
  found: string | undefined,
  tolerance: Tolerance,
): string | undefined {
  if (expected === found) return undefined;
  if (expected === undefined || found === undefined) {
    return `expected ${show(expected)}, found ${show(found)}`;
  }
  const wanted = expected.split(NUMBER), got = found.split(NUMBER);
  const sameWords = wanted.length === got.length &&
    wanted.every((_, i) =>
      i % 2 === 1 || trim(wanted, got, i) === trim(got, wanted, i)
    );
  if (!sameWords) return excerpts(expected, found);
  for (let i = 1; i < wanted.length; i += 2) {
    const [a, b] = [wanted[i], got[i]].map(numberOf);
    if (isNear(a, b, tolerance)) continue;
    return `${excerpts(expected, found)}: ${wanted[i]} and ${got[i]}, ${
      gap(a, b)
    }, at most ${tolerance.rtol} is allowed`;
  }
}

const numberOf = (text: string) => Number(text.replaceAll("−", "-"));

/** A word without the spaces that another number beside it made fewer or more. */
function trim(words: string[], others: string[], i: number): string {
  let word = words[i];
  if (words[i - 1] !== others[i - 1]) word = word.replace(/^ +/, " ");
  if (words[i + 1] !== others[i + 1]) word = word.replace(/ +$/, " ");
  return word;
}

/** The part of both lines around their first difference. */
function excerpts(expected: string, found: string): string {
  const longer = Math.max(expected.length, found.length);
  let start = 0;
  while (start < longer && expected[start] === found[start]) start++;
  start = Math.max(0, Math.min(start - BEFORE, longer - SHOWN));
  return `expected ${show(expected, start)}, found ${show(found, start)}`;
}

function show(line: string | undefined, start = 0): string {
  if (line === undefined) return "no such line";
  const end = start + SHOWN;
  const part = (start > 0 ? "…" : "") + line.slice(start, end) +
    (end < line.length ? "…" : "");
  return JSON.stringify(part);
}
