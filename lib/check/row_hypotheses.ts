/** Hypotheses about rows: sums over a batch, and the terms of a normalisation. */

import type { Evidence, Hypothesis } from "./explain.ts";

/** A sum over the rows of the output that takes some of them only. */
const notSummed: Hypothesis = (evidence) => {
  const { contributions, numerical } = evidence.suspect;
  if (contributions === null || contributions.length < 2) return null;
  const last = contributions.length - 1;
  const only = (r: number) => (i: number) => contributions[r][i];
  const without = (r: number) => (i: number) =>
    numerical[i] - contributions[r][i];
  if (evidence.is(only(last)) || evidence.is(only(0))) {
    return `the gradient is not summed over the batch: only the ${
      evidence.is(only(0)) ? "first" : "last"
    } row of the output counts`;
  }
  if (evidence.is(without(last))) {
    return "the last row of the batch is left out of the sum";
  }
  if (evidence.is(without(0))) {
    return "the first row of the batch is left out of the sum";
  }
  for (const block of [4, 8, 16, 32, 64]) {
    const kept = Math.floor(contributions.length / block) * block;
    if (kept === 0 || kept > last) continue;
    const sum = (i: number) => {
      let total = 0;
      for (let r = 0; r < kept; r++) total += contributions[r][i];
      return total;
    };
    if (evidence.is(sum)) {
      return `the last ${
        last + 1 - kept
      } rows of the batch, beyond a multiple of ${block}, are left out of the sum`;
    }
  }
  return null;
};

/** The gradient of the output itself, summed over the rows. */
const sumOfOutputGradients: Hypothesis = (evidence) => {
  const { dy, numerical: { length } } = evidence.suspect;
  if (dy === null || dy.length <= length || dy.length % length !== 0) {
    return null;
  }
  const sum = (i: number) => {
    let total = 0;
    for (let k = i; k < dy.length; k += length) total += dy[k];
    return total;
  };
  return evidence.is(sum)
    ? "the gradient is that of the output, summed over the rows: the factor that it is multiplied with is missing"
    : null;
};

/** The error of each row is made of rows that stand for a term of the formula. */
const rowTerms: Hypothesis = (evidence) => {
  const error = (i: number) =>
    evidence.suspect.analytic[i] - evidence.suspect.numerical[i];
  const terms: [Basis[], string][] = [
    [
      [ones],
      "one number in each row: a term that is a mean over the row is missing or wrong",
    ],
    [
      [centred],
      "in each row a multiple of x - mean(x): the term that goes through the variance is missing or wrong",
    ],
    [
      [itself],
      "in each row a multiple of x: the term that goes through the mean of squares is missing or wrong",
    ],
    [
      [ones, centred],
      "in each row a + b (x - mean(x)): the terms that go through the mean and the variance are missing or wrong",
    ],
  ];
  for (const [bases, sentence] of terms) {
    if (inSpan(evidence, error, bases, false)) {
      return `the error is ${sentence}`;
    }
  }
  return null;
};

/** Mean or standard deviation of a row are not those of its values. */
const rowStatistics: Hypothesis = (evidence) => {
  const { analytic } = evidence.suspect;
  return inSpan(evidence, (i) => analytic[i], [ones, centred], true)
    ? "each row is a (right gradient) + b (x - mean(x)) + c: its mean or standard deviation is another one, as with eps in another place, n - 1 for n, or statistics of other values"
    : null;
};

/** Each row has a factor of its own, perhaps a power of its standard deviation. */
const rowFactor: Hypothesis = (evidence) => {
  const { suspect: { analytic, numerical, values }, rows, columns } = evidence;
  if (rows < 2 || columns < 2) return null;
  const factors = Array.from(
    { length: rows },
    (_, r) =>
      evidence.factor(
        (i) => analytic[i],
        (i) => numerical[i],
        r * columns,
        1,
        columns,
      ),
  );
  if (!evidence.is((i) => factors[Math.floor(i / columns)] * numerical[i])) {
    return null;
  }
  const deviations = factors.map((_, r) => {
    const row = centred([...values.subarray(r * columns, (r + 1) * columns)]);
    return Math.sqrt(row.reduce((sum, v) => sum + v * v, 0) / columns);
  });
  const power = powerLaw(deviations, factors);
  return power === null
    ? "each row is off by a factor of its own"
    : `each row is off by its standard deviation to the power of ${power}: rstd stands there with the wrong power`;
};

/** Each column has a factor of its own. */
const columnFactor: Hypothesis = (evidence) => {
  const { suspect: { analytic, numerical }, rows, columns } = evidence;
  if (rows < 2 || columns < 2) return null;
  const factors = Array.from(
    { length: columns },
    (_, c) =>
      evidence.factor(
        (i) => analytic[i],
        (i) => numerical[i],
        c,
        columns,
        rows,
      ),
  );
  return evidence.is((i) => factors[i % columns] * numerical[i])
    ? "each column is off by a factor of its own"
    : null;
};

/** The hypotheses on sums, and those on normalised rows, which fit more and so come last. */
export const rowHypotheses = {
  summed: [notSummed, sumOfOutputGradients],
  normalised: [rowTerms, rowFactor, columnFactor, rowStatistics],
} as const;

type Row = readonly number[];
type Basis = (row: Row) => Row;

const ones: Basis = (row) => row.map(() => 1);
const itself: Basis = (row) => row;
const centred: Basis = (row) => {
  const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
  return row.map((v) => v - mean);
};

/**
 * Whether in each row the numbers are a combination of a few rows made of the values and, if asked, of the right
 * gradient. There have to be at least two more columns than rows to combine.
 */
function inSpan(
  evidence: Evidence,
  target: (i: number) => number,
  bases: readonly Basis[],
  withGradient: boolean,
): boolean {
  const { suspect: { numerical, values }, rows, columns } = evidence;
  if (columns < bases.length + 3) return false;
  for (let r = 0; r < rows; r++) {
    const start = r * columns;
    const part = (array: ArrayLike<number>) =>
      Array.from({ length: columns }, (_, k) => array[start + k]);
    const row = part(values);
    const directions = bases.map((basis) => basis(row));
    if (withGradient) directions.unshift(part(numerical));
    const rest = remainder(row.map((_, k) => target(start + k)), directions);
    if (!rest.every((v, k) => Math.abs(v) <= evidence.slack(start + k))) {
      return false;
    }
  }
  return true;
}

/** What is left of a row when its parts along others are taken away (Gram and Schmidt). */
function remainder(row: Row, directions: readonly Row[]): Row {
  const units: Row[] = [];
  const without = (from: Row, unit: Row) => {
    const part = from.reduce((sum, v, k) => sum + v * unit[k], 0);
    return from.map((v, k) => v - part * unit[k]);
  };
  for (const direction of directions) {
    const rest = units.reduce(without, direction);
    const size = Math.hypot(...rest);
    if (size > 1e-9 * Math.hypot(...direction)) {
      units.push(rest.map((v) => v / size));
    }
  }
  return units.reduce(without, row);
}

/** The power p with y = x^p for all; null where there is none or x hardly varies. */
function powerLaw(x: Row, y: Row): number | null {
  if (y.some((value) => value <= 0) || Math.max(...x) < 1.1 * Math.min(...x)) {
    return null;
  }
  const fits = (power: number) =>
    x.every((value, r) => Math.abs(y[r] / value ** power - 1) <= 1e-3);
  return [1, -1, 2, -2, 0.5, -0.5, 3, -3].find(fits) ?? null;
}
