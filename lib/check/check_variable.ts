/**
 * Checking the gradient of one input or parameter.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { indexInShape } from "../device/shape.ts";
import { type Allowance, checkElements } from "./elements.ts";
import { explain } from "./explain.ts";
import type {
  GradientCheck,
  StepError,
  Verdict,
  WorstElement,
} from "./gradient_report.ts";
import type { Noise } from "./noise.ts";
import {
  checkProjection,
  type Direction,
  DIRECTIONS,
  isWrong,
  locate,
  missedError,
  type Projection,
} from "./projections.ts";
import type { Slope } from "./search.ts";
import type { Surroundings } from "./slope.ts";
import { floatType, type Subject } from "./subject.ts";

/** How a variable is checked. */
export interface VariableOptions {
  readonly fastMode: boolean;
  readonly seed: number;
  /** `atol` and `rtol` of the caller. */
  readonly tolerance: (numerical: number) => number;
}

/** A bound above this part of the gradient's size tells too little. */
const COARSE = 1e-2;
/** What a wrong gradient may pass with in fast mode. */
const MISSED = 1e-3;

/** Checks one variable that has a gradient: element by element, or in random directions. */
export async function checkVariable(
  subject: Subject,
  v: number,
  noise: Noise,
  { fastMode, seed, tolerance }: VariableOptions,
): Promise<GradientCheck> {
  const { name, shape, values } = subject.variables[v];
  const analytic = subject.variables[v].analytic!;
  const dtype = floatType(values);
  const around: Surroundings = {
    evaluate: (moved) => subject.evaluate(v, moved),
    outputs: subject.outputs,
    dy: subject.dy,
    noise: noise.outputs,
  };
  const allowance: Allowance = { backward: noise.gradients[v], tolerance };
  const base = { name, shape, dtype };
  return fastMode
    ? {
      ...base,
      ...await inDirections(around, values, analytic, allowance, seed, shape),
    }
    : { ...base, ...await everywhere(subject, v, around, analytic, allowance) };
}

type Findings = Omit<GradientCheck, "name" | "shape" | "dtype">;

async function everywhere(
  subject: Subject,
  v: number,
  around: Surroundings,
  analytic: FloatArray,
  allowance: Allowance,
): Promise<Findings> {
  const { shape, values } = subject.variables[v];
  const { slopes, resolutions, bounds } = await checkElements(
    around,
    values,
    analytic,
    allowance,
  );
  const numerical = Float64Array.from(slopes, ({ estimate }) => estimate.value);
  const size = slopes.reduce((max, slope) => Math.max(max, slope.size || 0), 0);
  const errors = numerical.map((value, i) => Math.abs(analytic[i] - value));
  const worstAt = largest(
    errors.map((error, i) =>
      Number.isNaN(error)
        ? Infinity
        : bounds[i] === 0
        ? (error === 0 ? 0 : Infinity)
        : error / bounds[i]
    ),
  );
  const failed = errors.some((error, i) => !(error <= bounds[i]));
  const coarsest = largest(resolutions);
  const kinks = [...slopes.keys()].filter((i) => slopes[i].kink);
  const notes: string[] = [];
  if (kinks.length > 0) {
    notes.push(
      `a kink at ${place(kinks[0], shape)}${
        kinks.length > 1 ? ` and ${kinks.length - 1} more` : ""
      }: the slopes ahead and behind differ, so there is no one gradient; move the input away from it`,
    );
  }
  if (size === 0) notes.push("the outputs do not depend on it");
  const claimed = Math.abs(
    analytic[largest(Float64Array.from(analytic, Math.abs))],
  );
  const coarse = size + claimed > 0 &&
    !(resolutions[coarsest] <= COARSE * (size || claimed)) &&
    !(resolutions[coarsest] <= allowance.tolerance(numerical[coarsest]));
  const hidden =
    numerical.filter((value, i) =>
      resolutions[i] > Math.max(Math.abs(value), Math.abs(analytic[i])) &&
      analytic[i] !== 0
    ).length;
  const verdict: Verdict = failed || kinks.length > 0
    ? "failed"
    : coarse
    ? "undecided"
    : "passed";
  if (verdict === "undecided") {
    notes.push(
      `differences cannot tell: the resolution at ${
        place(coarsest, shape)
      } is ${resolutions[coarsest].toExponential(1)}, beside a gradient of ${
        (size || claimed).toExponential(1)
      }; check it in f64`,
    );
  }
  if (hidden > 0 && verdict === "passed") {
    notes.push(
      `${hidden} of ${numerical.length} elements are too small beside the others to be told; the largest is known to ${
        resolutions[coarsest].toExponential(1)
      }`,
    );
  }
  const worst: WorstElement = {
    index: indexInShape(worstAt, shape),
    analytic: analytic[worstAt],
    numerical: numerical[worstAt],
    error: errors[worstAt],
    bound: bounds[worstAt],
  };
  return {
    verdict,
    ok: verdict === "passed",
    worst,
    notes,
    explanation: failed
      ? explain({
        shape,
        analytic,
        numerical,
        bounds,
        values,
        others: new Map(subject.variables.flatMap((other, k) =>
          k === v ? [] : [[other.name, other.values]]
        )),
        dy: subject.dy.length === 1 ? subject.dy[0] : null,
        contributions: await contributions(around, values, slopes),
      })
      : null,
    elements: { analytic, numerical, bounds },
    steps: stepErrors(slopes[worstAt], analytic[worstAt]),
  };
}

/** The error of each step that was tried, once. */
function stepErrors(
  { samples, lossNoise }: Slope,
  analytic: number,
): StepError[] {
  const once = new Map(samples.map((sample) => [sample.h, sample]));
  return [...once.values()].map(({ h, slope, width }) => ({
    h,
    error: Math.abs(analytic - slope),
    noise: lossNoise / width,
  }));
}

/**
 * What each row of the output adds to the gradient, where the output is that many rows of the variable's size,
 * as with a bias; null elsewhere.
 */
async function contributions(
  { evaluate, dy }: Surroundings,
  values: FloatArray,
  slopes: readonly Slope[],
): Promise<Float64Array[] | null> {
  const rows = dy[0].length / values.length;
  if (dy.length !== 1 || !Number.isInteger(rows) || rows < 2) return null;
  const result = Array.from(
    { length: rows },
    () => new Float64Array(values.length),
  );
  const width = values.length;
  for (let i = 0; i < width; i++) {
    const { h } = slopes[i].estimate;
    const right = values.slice(), left = values.slice();
    right[i] += h;
    left[i] -= h;
    const [above] = await evaluate(right), [below] = await evaluate(left);
    for (let k = 0; k < above.length; k++) {
      result[Math.floor(k / width)][i] += dy[0][k] * (above[k] - below[k]) /
        (right[i] - left[i]);
    }
  }
  return result;
}

async function inDirections(
  around: Surroundings,
  values: FloatArray,
  analytic: FloatArray,
  allowance: Allowance,
  seed: number,
  shape: readonly number[],
): Promise<Findings> {
  const projections: Projection[] = [];
  const project = (direction: Direction) =>
    checkProjection(around, values, analytic, allowance, direction);
  for (let k = 0; k < DIRECTIONS; k++) {
    const h = projections[0]?.h;
    projections.push(await project({ seed: seed + 1000 * k, h }));
  }
  const ratios = projections.map((one) =>
    isWrong(one) ? Infinity : Math.abs(one.analytic - one.numerical) / one.bound
  );
  const shown = projections[largest(Float64Array.from(ratios))];
  const failed = projections.some(isWrong);
  const size = Math.max(...projections.map((one) => one.size));
  const missed = missedError(projections, MISSED);
  const notes: string[] = [];
  if (size === 0) notes.push("the outputs do not depend on it");
  const kink = projections.some((one) => one.kink);
  if (kink) {
    notes.push(
      "a kink in a random direction: the slopes ahead and behind differ",
    );
  }
  let explanation: string | null = null;
  if (failed) {
    const { h } = projections[0];
    const at = await locate(
      values.length,
      async (support) =>
        isWrong(await project({ seed, support, h, careful: false })),
    );
    explanation = at === null
      ? "the errors are spread over many elements; check a smaller input element by element"
      : `an error is at ${place(at, shape)}`;
  } else if (size > 0) {
    notes.push(
      `${DIRECTIONS} random directions: an error of ${
        (100 * missed / size).toPrecision(1)
      } % of the slope's size passes with a probability of at most ${MISSED}`,
    );
  }
  const coarsest = Math.max(...projections.map((one) => one.resolution));
  const coarse = size > 0 && !(coarsest <= COARSE * size) &&
    !(coarsest <= allowance.tolerance(shown.numerical));
  const verdict: Verdict = failed || kink
    ? "failed"
    : coarse
    ? "undecided"
    : "passed";
  return {
    verdict,
    ok: verdict === "passed",
    worst: {
      index: [],
      analytic: shown.analytic,
      numerical: shown.numerical,
      error: Math.abs(shown.analytic - shown.numerical),
      bound: shown.bound,
    },
    notes,
    explanation,
    elements: null,
    steps: [],
  };
}

/** The position of the largest number, NaN counting as such. */
function largest(values: Float64Array): number {
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return i;
    if (values[i] > values[at]) at = i;
  }
  return at;
}

function place(flat: number, shape: readonly number[]): string {
  return `[${indexInShape(flat, shape).join(", ")}]`;
}
