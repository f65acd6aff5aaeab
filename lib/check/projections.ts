/**
 * Checking a gradient by random projections: the cost of some evaluations, whatever the size.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { typicalSize } from "./noise.ts";
import { randomNormal } from "./random.ts";
import { narrowSearch, type Slope, wideSearch } from "./search.ts";
import { type Line, rootOfSquares, type Surroundings } from "./slope.ts";
import { type Allowance, resolutionOf } from "./elements.ts";
import { floatType, unitRoundoff } from "./subject.ts";

/** How many directions are tried. */
export const DIRECTIONS = 3;

/** The slope in one random direction. */
export interface Projection {
  /** Of the analytic gradient. */
  readonly analytic: number;
  /** By differences. */
  readonly numerical: number;
  /** How exactly they can be told. */
  readonly resolution: number;
  /** How far they may be apart: the resolution, or what the caller allows. */
  readonly bound: number;
  /** The slope with the absolute values of its terms. */
  readonly size: number;
  /** Whether there is a kink. */
  readonly kink: boolean;
  /** The step that was best. */
  readonly h: number;
}

/** How a direction is chosen, and where to look for its step. */
export interface Direction {
  /** Seed of its random numbers. */
  readonly seed: number;
  /** The elements that it changes, from and before; all if left out. */
  readonly support?: readonly [start: number, end: number];
  /** A step that suited another direction; searched for if left out. */
  readonly h?: number;
  /** Whether to search for a step where `h` leaves a doubt, true if left out. */
  readonly careful?: boolean;
}

/**
 * Compares the slope in random directions. Each element of the direction is a normal random number times
 * the size of the element, so that an error e in the gradient moves the slope by a normal random number of
 * the size |e * scale|, which is below a bound b with the probability sqrt(2 / pi) b / |e * scale| at most.
 */
export async function checkProjection(
  around: Surroundings,
  values: FloatArray,
  analytic: FloatArray,
  { backward, tolerance }: Allowance,
  { seed, support, h, careful = true }: Direction,
): Promise<Projection> {
  const unit = unitRoundoff[floatType(values)];
  const typical = typicalSize(values);
  const normal = randomNormal(values.length, seed);
  const direction = normal.map((z, i) =>
    support && (i < support[0] || i >= support[1])
      ? 0
      : z * (Math.abs(values[i]) || typical)
  );
  const line: Line = {
    at: (distance) =>
      values.map((value, i) => value + distance * direction[i]) as FloatArray,
    gone: (_, distance) => distance,
  };
  let along = 0;
  const roundings: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (direction[i] === 0) continue;
    along += analytic[i] * direction[i];
    roundings.push(
      backward[i] * direction[i],
      unit * analytic[i] * direction[i],
    );
  }
  const rounding = rootOfSquares(roundings);
  const judge = (slope: Slope): Projection => {
    const numerical = slope.estimate.value;
    const resolution = resolutionOf(slope, along, unit, rounding);
    return {
      analytic: along,
      numerical,
      resolution,
      bound: Math.max(resolution, tolerance(numerical)),
      size: slope.size,
      kink: slope.kink,
      h: slope.estimate.h,
    };
  };
  if (h !== undefined) {
    const quick = judge(await narrowSearch(around, line, 2 * h));
    const clear = quick.resolution <= 1e-4 * quick.size && !quick.kink;
    if (!careful || (clear && !isWrong(quick))) return quick;
  }
  return judge(await wideSearch(around, line, 0.1, 16 * unit));
}

/** Whether the slopes are too far apart. */
export function isWrong({ analytic, numerical, bound }: Projection): boolean {
  return !(Math.abs(analytic - numerical) <= bound);
}

/**
 * The size of an error, as the norm of its elements times those of the variable, that all directions miss
 * with at most a probability.
 */
export function missedError(
  projections: readonly Projection[],
  probability: number,
): number {
  const largest = Math.max(...projections.map(({ bound }) => bound));
  return Math.sqrt(2 / Math.PI) * largest /
    probability ** (1 / projections.length);
}

/** Where a projection fails, by halving: the element that is wrong, where there is one. */
export async function locate(
  length: number,
  fails: (support: readonly [number, number]) => Promise<boolean>,
): Promise<number | null> {
  let [start, end] = [0, length];
  while (end - start > 1) {
    const middle = (start + end) >> 1;
    if (await fails([start, middle])) end = middle;
    else if (await fails([middle, end])) start = middle;
    else return null; // too many small errors to blame one element
  }
  return start;
}
