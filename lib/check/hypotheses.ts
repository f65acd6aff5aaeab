/**
 * What usually goes wrong in a backward pass, simplest first. Each hypothesis gives a sentence where it
 * explains all elements, and null where it does not.
 *
 * @module
 */

import type { Hypothesis } from "./explain.ts";
import { nameOfFactor } from "./factors.ts";
import { rowHypotheses } from "./row_hypotheses.ts";

const notFinite: Hypothesis = ({ suspect: { analytic } }) => {
  const i = Array.from(analytic).findIndex((value) => !Number.isFinite(value));
  return i === -1
    ? null
    : `the gradient has ${analytic[i]}, first at element ${i}`;
};

const zero: Hypothesis = ({ suspect: { analytic } }) =>
  Array.from(analytic).every((value) => value === 0)
    ? "the gradient is 0 everywhere: is it computed and added at all?"
    : null;

const constantFactor: Hypothesis = (evidence) => {
  const { analytic, numerical } = evidence.suspect;
  const c = evidence.factor((i) => analytic[i], (i) => numerical[i]);
  if (numerical.length < 2 || !evidence.is((i) => c * numerical[i])) {
    return null;
  }
  return nameOfFactor(c, evidence);
};

const gradientOfOutput: Hypothesis = (evidence) => {
  const { dy, analytic } = evidence.suspect;
  if (dy === null || dy.length !== analytic.length) return null;
  return evidence.is((i) => dy[i])
    ? "the gradient is that of the output, unchanged: the derivative of the function is missing"
    : null;
};

const transposed: Hypothesis = (evidence) => {
  const { suspect: { shape, numerical }, rows, columns } = evidence;
  if (shape.length !== 2 || rows < 2 || columns < 2) return null;
  return evidence.is((i) =>
      numerical[(i % rows) * columns + Math.floor(i / rows)]
    )
    ? "the gradient is transposed"
    : null;
};

const place: Hypothesis = (evidence) => {
  const { suspect: { analytic }, rows, columns } = evidence;
  const wrong: number[] = [];
  for (let i = 0; i < analytic.length; i++) {
    if (evidence.isWrong(i)) wrong.push(i);
  }
  const missing = wrong.every((i) => analytic[i] === 0);
  const what = missing ? "is left out (0)" : "is wrong";
  const are = missing ? "are left out (0)" : "are wrong";
  if (wrong.length === 1 && analytic.length > 2) {
    const [i] = wrong;
    const where = rows === 1
      ? `element ${i}`
      : `row ${Math.floor(i / columns)}, column ${i % columns}`;
    return `only ${where} ${what}`;
  }
  const inRows = [...new Set(wrong.map((i) => Math.floor(i / columns)))];
  const inColumns = [...new Set(wrong.map((i) => i % columns))];
  const spot = (kind: string, places: number[], count: number) => {
    if (places.length > Math.max(1, count / 3)) return null;
    if (places.length === 1) {
      const last = places[0] === count - 1 ? ` (the last)` : "";
      return `all errors are in ${kind} ${places[0]}${last}, which ${what}`;
    }
    const consecutive = places.at(-1)! - places[0] === places.length - 1;
    return consecutive && places.at(-1) === count - 1
      ? `all errors are in the last ${places.length} ${kind}s, which ${are}`
      : null;
  };
  return (rows > 2 ? spot("row", inRows, rows) : null) ??
    (columns > 2
      ? spot(
        rows > 1 ? "column" : "element",
        inColumns.sort((a, b) => a - b),
        columns,
      )
      : null);
};

const decay: Hypothesis = (evidence) => {
  const { analytic, numerical, values } = evidence.suspect;
  if (values.length < 3) return null;
  const c = evidence.factor(
    (i) => analytic[i] - numerical[i],
    (i) => values[i],
  );
  return evidence.is((i) => numerical[i] + c * values[i])
    ? `the gradient has ${
      c < 0 ? "too little" : "too much"
    } of the values themselves: ${
      writeFactor(Math.abs(c))
    } times them, as a decay that is ${c < 0 ? "left out" : "added twice"}`
    : null;
};

const otherArray: Hypothesis = (evidence) => {
  const { numerical, others, values } = evidence.suspect;
  const { columns } = evidence;
  for (
    const [name, other] of [...others, ["the input itself", values] as const]
  ) {
    if (other.length !== numerical.length && other.length !== columns) continue;
    if (other.length < 2 || other.every((v) => v === other[0])) continue;
    const at = (i: number) => other[i % other.length];
    if (evidence.is((i) => numerical[i] * at(i))) {
      return `the gradient is multiplied with ${name} once too often`;
    }
    if (evidence.is((i) => numerical[i] / at(i))) {
      return `the gradient is not multiplied with ${name}, or divided by it once too often`;
    }
    if (evidence.is((i) => numerical[i] / at(i) ** 2)) {
      return `the gradient is divided by ${name} where it should be multiplied with it`;
    }
  }
  return null;
};

const shifted: Hypothesis = (evidence) => {
  const { suspect: { numerical }, columns } = evidence;
  if (columns < 3) return null;
  const from = (i: number, k: number) => {
    const start = i - i % columns;
    return numerical[start + (i % columns + k + columns) % columns];
  };
  for (const k of [1, -1]) {
    if (evidence.is((i) => from(i, k))) {
      return `the gradient is shifted by one element`;
    }
  }
  return evidence.is((i) =>
      numerical[i - i % columns + columns - 1 - i % columns]
    )
    ? "the gradient is in reverse order"
    : null;
};

const signs: Hypothesis = (evidence) => {
  const { analytic, numerical } = evidence.suspect;
  const flipped = (i: number) =>
    evidence.isWrong(i) ? -numerical[i] : numerical[i];
  if (!evidence.is(flipped)) return null;
  let count = 0;
  for (let i = 0; i < analytic.length; i++) if (evidence.isWrong(i)) count++;
  return Array.from(analytic).every((value) => value >= 0)
    ? "the sign is lost: the gradient is the absolute value"
    : `the sign of ${count} of ${analytic.length} elements is wrong`;
};

const leftOut: Hypothesis = (evidence) => {
  const { analytic, numerical } = evidence.suspect;
  const wrong = Array.from(analytic, (_, i) => i)
    .filter((i) => evidence.isWrong(i));
  if (!wrong.every((i) => analytic[i] === 0)) return null;
  return wrong.every((i) => numerical[i] < 0)
    ? "the negative elements are left out (0)"
    : `${wrong.length} of ${analytic.length} elements are left out (0)`;
};

const rounded: Hypothesis = ({ suspect: { analytic, numerical, bounds } }) =>
  Array.from(analytic).every((value, i) =>
      value === Math.fround(value) &&
      Math.abs(value - numerical[i]) <=
        2 ** -22 * Math.abs(numerical[i]) + 4 * bounds[i]
    )
    ? "the gradient is rounded to single precision (f32)"
    : null;

const clipped: Hypothesis = (evidence) => {
  const { analytic, numerical } = evidence.suspect;
  const limit = Array.from(analytic).reduce(
    (max, v) => Math.max(max, Math.abs(v)),
    0,
  );
  if (limit === 0 || numerical.length < 3) return null;
  return evidence.is((i) => Math.min(limit, Math.max(-limit, numerical[i])))
    ? `the gradient is clipped at ${writeFactor(limit)}`
    : null;
};

/** All hypotheses, in the order in which they are tried. */
export const hypotheses: readonly Hypothesis[] = [
  notFinite,
  zero,
  place,
  constantFactor,
  rounded,
  transposed,
  gradientOfOutput,
  ...rowHypotheses.summed,
  otherArray,
  decay,
  shifted,
  signs,
  leftOut,
  clipped,
  ...rowHypotheses.normalised,
];

/** A number for a sentence. */
export function writeFactor(value: number): string {
  return String(Number(value.toPrecision(3)));
}
