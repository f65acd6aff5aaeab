/**
 * Checking every element of a gradient on its own.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { typicalSize } from "./noise.ts";
import { narrowSearch, type Slope, wideSearch } from "./search.ts";
import { type Line, type Surroundings, total } from "./slope.ts";
import { floatType, unitRoundoff } from "./subject.ts";

/** A gradient by differences, element by element. */
export interface NumericalGradient {
  /** The slopes. */
  readonly slopes: readonly Slope[];
  /** How exactly each can be told. */
  readonly resolutions: Float64Array;
  /** How far each may be off: the resolution, or what the caller allows. */
  readonly bounds: Float64Array;
}

/** Estimates are known to this factor only: neighbours in the table can agree by chance. */
const SAFETY = 10;
/** So many elements that fail a thorough search are enough. */
const ENOUGH_FAILURES = 32;

/** How far apart an analytic and a numerical slope may be. */
export interface Allowance {
  /** By roundings of the backward pass, for each element. */
  readonly backward: Float64Array;
  /** `atol` and `rtol` of the caller. */
  readonly tolerance: (numerical: number) => number;
}

/** How exactly differences can tell, whatever the caller allows. */
export function resolutionOf(
  { estimate }: Slope,
  analytic: number,
  unit: number,
  backward: number,
): number {
  return SAFETY * (total(estimate) + backward) +
    1024 * unit * Math.abs(analytic);
}

/**
 * Compares each element. A step that suits the variable is found at four of its elements; the others take
 * three steps around it, and search as widely where that leaves a doubt: a difference, a kink, or a bound
 * too coarse to tell much.
 */
export async function checkElements(
  around: Surroundings,
  values: FloatArray,
  analytic: FloatArray,
  { backward, tolerance }: Allowance,
): Promise<NumericalGradient> {
  const unit = unitRoundoff[floatType(values)];
  const typical = typicalSize(values);
  const scale = (i: number) => Math.abs(values[i]) || typical;
  const wide = (i: number) => {
    const largest = 0.5 * Math.max(Math.abs(values[i]), typical);
    const smallest = 16 * unit * scale(i);
    return wideSearch(around, lineThrough(values, i), largest, smallest);
  };
  const unseen = smallestEffect(around);
  const resolution = (slope: Slope, i: number) =>
    resolutionOf(slope, analytic[i], unit, backward[i]) +
    (slope.size === 0 ? SAFETY * unseen / slope.samples[0].h : 0);
  const bound = (slope: Slope, i: number) =>
    Math.max(resolution(slope, i), tolerance(slope.estimate.value));

  const first = probes(values.length);
  const known = new Map<number, Slope>();
  for (const i of first) known.set(i, await wide(i));
  const usual = usualStep(
    [...known].map(([i, { estimate }]) => estimate.h / scale(i)),
  );

  const slopes: Slope[] = [];
  let failures = 0;
  for (let i = 0; i < values.length; i++) {
    let slope = known.get(i);
    if (!slope) {
      slope = await narrowSearch(
        around,
        lineThrough(values, i),
        2 * usual * scale(i),
      );
      const limit = bound(slope, i);
      const fails = !(Math.abs(analytic[i] - slope.estimate.value) <= limit);
      const coarse = slope.size > 0 &&
        !(resolution(slope, i) <= 1e-4 * slope.size);
      if ((fails || coarse || slope.kink) && failures < ENOUGH_FAILURES) {
        slope = await wide(i);
        const difference = Math.abs(analytic[i] - slope.estimate.value);
        if (!(difference <= bound(slope, i))) failures++;
      }
    }
    slopes.push(slope);
  }
  return {
    slopes,
    resolutions: Float64Array.from(slopes, resolution),
    bounds: Float64Array.from(slopes, bound),
  };
}

/** What a typical output can hide in its rounding, where none responds. */
function smallestEffect({ dy, noise }: Surroundings): number {
  const hidden = dy.flatMap((weights, k) =>
    Array.from(weights, (weight, i) => Math.abs(weight) * noise[k][i])
  ).sort((a, b) => a - b);
  return hidden[hidden.length >> 1];
}

/** The line on which one element changes. */
function lineThrough(values: FloatArray, i: number): Line {
  return {
    at(distance) {
      const moved = values.slice();
      moved[i] += distance;
      return moved;
    },
    gone: (moved) => moved[i] - values[i],
  };
}

/** Four elements of a variable, or all. */
function probes(length: number): number[] {
  return [
    ...new Set([0, 1, 2, 3].map((part) => Math.floor(part * (length - 1) / 3))),
  ];
}

/** The middle one of some steps. */
function usualStep(steps: readonly number[]): number {
  return steps.toSorted((a, b) => a - b)[steps.length >> 1];
}
