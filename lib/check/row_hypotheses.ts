/** Hypotheses about rows: sums over a batch, and the terms of a normalisation. */

import type { Evidence } from "./explain.ts";

type Hypothesis = (evidence: Evidence) => string | null;

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

/** The error is the same for all elements of a row: a mean. */
const rowMean: Hypothesis = (evidence) => {
  if (!fitsRows(evidence, (row) => row.map(() => 1), null)) return null;
  return "the error is one number in each row: a term that is a mean over the row is missing or wrong";
};

/** The error is a multiple of the row, centred. */
const rowProjection: Hypothesis = (evidence) => {
  if (!fitsRows(evidence, centred, null)) return null;
  return "the error is in each row a multiple of x - mean(x): the term of the variance, x^ mean(dy x^), is missing or wrong";
};

/** Both. */
const rowBoth: Hypothesis = (evidence) => {
  if (!fitsRows(evidence, (row) => row.map(() => 1), centred)) return null;
  return "the error is in each row a + b (x - mean(x)): both terms that go through mean and variance are missing or wrong";
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
    const row = centred(
      Array.from(values.subarray(r * columns, (r + 1) * columns)),
    );
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
  summed: [notSummed],
  normalised: [rowMean, rowProjection, rowFactor, columnFactor, rowBoth],
} as const;

type Row = number[];

/** Whether the error of each row is a combination of one or two rows made of its values. */
function fitsRows(
  evidence: Evidence,
  first: (row: Row) => Row,
  second: ((row: Row) => Row) | null,
): boolean {
  const { suspect: { analytic, numerical, values }, rows, columns } = evidence;
  if (columns < (second ? 5 : 3)) return false;
  const fit = new Float64Array(numerical.length);
  for (let r = 0; r < rows; r++) {
    const start = r * columns;
    const row = Array.from(values.subarray(start, start + columns));
    for (const shape of [first, second]) {
      // The two shapes are orthogonal, so each can be fitted on its own.
      if (shape === null) continue;
      const basis = shape(row);
      const c = evidence.factor(
        (i) => analytic[i] - numerical[i],
        (i) => basis[i - start],
        start,
        1,
        columns,
      );
      basis.forEach((value, k) => fit[start + k] += c * value);
    }
  }
  return evidence.is((i) => numerical[i] + fit[i]);
}

function centred(row: Row): Row {
  const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
  return row.map((v) => v - mean);
}

/** The power p with y = x^p for all, to one half; null where there is none or x hardly varies. */
function powerLaw(x: readonly number[], y: readonly number[]): number | null {
  if (y.some((value) => value <= 0)) return null;
  for (const power of [1, -1, 2, -2, 0.5, -0.5, 3, -3, 4, -4]) {
    const fits = x.every((value, r) =>
      Math.abs(y[r] / value ** power - 1) <= 1e-3
    );
    if (fits) return power;
  }
  return null;
}
