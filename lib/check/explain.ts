/**
 * Why a gradient is wrong: simple hypotheses, tried one after the other against all of its elements.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { hypotheses } from "./hypotheses.ts";

/** A wrong gradient, and what is known of it. */
export interface Suspect {
  /** Its shape. */
  readonly shape: readonly number[];
  /** What the backward pass gave. */
  readonly analytic: ArrayLike<number>;
  /** What the differences say. */
  readonly numerical: Float64Array;
  /** How far they may be apart. */
  readonly bounds: Float64Array;
  /** The values of the input or parameter itself. */
  readonly values: FloatArray;
  /** The other inputs and parameters, by name. */
  readonly others: ReadonlyMap<string, FloatArray>;
  /** The gradient of the output where there is one, or null. */
  readonly dy: FloatArray | null;
  /** What each row of the output contributes to the gradient, where rows have a meaning; else null. */
  readonly contributions: readonly Float64Array[] | null;
}

/** What may be wrong: a sentence where it explains all elements, null where it does not. */
export type Hypothesis = (evidence: Evidence) => string | null;

/** A suspect as a matrix of rows, with a test for equality. */
export class Evidence {
  /** The length of the last dimension. */
  readonly columns: number;
  /** The number of rows. */
  readonly rows: number;
  /** The largest error. */
  readonly error: number;

  /** Looks at a suspect. */
  constructor(readonly suspect: Suspect) {
    const { shape, numerical } = suspect;
    this.columns = shape.at(-1) ?? 1;
    this.rows = numerical.length / this.columns;
    this.error = numerical.reduce(
      (max, v, i) => Math.max(max, Math.abs(v - suspect.analytic[i]) || 0),
      0,
    );
  }

  /** How far an element may be from a hypothesis, which has to explain nearly all of the error. */
  slack(i: number): number {
    return 4 * this.suspect.bounds[i] + 1e-5 * this.error;
  }

  /** Whether the analytic gradient is what a hypothesis says. */
  is(expected: (i: number) => number): boolean {
    const { analytic } = this.suspect;
    for (let i = 0; i < analytic.length; i++) {
      if (!(Math.abs(analytic[i] - expected(i)) <= this.slack(i))) return false;
    }
    return true;
  }

  /** Whether an element is wrong. */
  isWrong(i: number): boolean {
    const { analytic, numerical, bounds } = this.suspect;
    return !(Math.abs(analytic[i] - numerical[i]) <= bounds[i]);
  }

  /** The number c that makes `c * b` nearest to a, over a part of the elements. */
  factor(
    a: (i: number) => number,
    b: (i: number) => number,
    start = 0,
    step = 1,
    count: number = this.suspect.numerical.length,
  ): number {
    let products = 0, squares = 0;
    for (let k = 0; k < count; k++) {
      const i = start + k * step;
      products += a(i) * b(i);
      squares += b(i) ** 2;
    }
    return squares === 0 ? 0 : products / squares;
  }
}

/** The first hypothesis that explains a wrong gradient, as a sentence; null where none does. */
export function explain(suspect: Suspect): string | null {
  const evidence = new Evidence(suspect);
  for (const hypothesis of hypotheses) {
    const sentence = hypothesis(evidence);
    if (sentence !== null) return sentence;
  }
  return null;
}
