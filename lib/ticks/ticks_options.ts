/**
 * What `Ticks` can be told, and what it asks of it.
 *
 * @module
 */

import { Parameters } from "../device/parameters.ts";
import { describeArray } from "../device/tensor.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { ParameterGroup } from "./groups.ts";
import type { WindowLength } from "./window.ts";

/** What {@linkcode Ticks} can be told. */
export interface TicksOptions {
  /**
   * How long a window is: a number of ticks, a function that gives it for the step from 0, or the number
   * of samples that it counts at least. A window's length is fixed when its first tick closes. 1 by default.
   */
  readonly every?: number | ((step: number) => number) | {
    readonly count: number;
  };
  /** What changes the parameters: `sgd`, `adamw`, ... */
  readonly optimizer: Optimizer;
  /** The norm, over all parameters, that the mean gradient is clipped to: PyTorch's `clip_grad_norm_`. None by default. */
  readonly clipNorm?: number;
  /** The size that each value of the mean gradient is clipped to, after `clipNorm`. None by default. */
  readonly clipValue?: number;
  /** Parameters that are trained in their own way; the first group that matches counts. None by default. */
  readonly groups?: readonly ParameterGroup[];
  /** Whether what accumulation rounds away is kept, in as much memory as the gradients: for long windows. False by default. */
  readonly compensated?: boolean;
}

/** How long the window of a step from 0 is. */
export function windowLength(
  caller: string,
  every: NonNullable<TicksOptions["every"]>,
  step: number,
): WindowLength {
  if (typeof every === "object") return every;
  if (typeof every === "number") return { ticks: every };
  const ticks = every(step);
  checkTicks(`${caller}: every(${step})`, ticks);
  return { ticks };
}

const known = [
  "every",
  "optimizer",
  "clipNorm",
  "clipValue",
  "groups",
  "compensated",
];

function checkTicks(name: string, ticks: number): void {
  if (!(Number.isSafeInteger(ticks) && ticks >= 1)) {
    throw new RangeError(
      `${name} is ${ticks}, expected a whole number of at least 1: the ticks of a window`,
    );
  }
}

/** Refuses options that cannot be; changes nothing. */
export function checkOptions(
  parameters: unknown,
  options: TicksOptions,
): asserts parameters is Parameters {
  if (!(parameters instanceof Parameters)) {
    throw new TypeError(
      `Ticks: parameters is ${
        describeArray(parameters)
      }, expected Parameters; for modules use Parameters.of({ name: module })`,
    );
  }
  if (options === null || typeof options !== "object") {
    throw new TypeError(
      `Ticks: options is ${
        String(options)
      }, expected an object with an optimizer, such as { optimizer: adamw() }`,
    );
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `Ticks: the option ${key} is unknown, expected one of ${
          known.join(", ")
        }`,
      );
    }
  }
  const { every = 1, optimizer, groups = [] } = options;
  if (!Array.isArray(groups)) {
    throw new TypeError(
      `Ticks: groups is ${typeof groups}, expected an array of { match, ... }`,
    );
  }
  if (typeof every === "number") checkTicks("Ticks: every", every);
  else if (typeof every === "object" && every !== null) {
    if (!(every.count > 0 && Number.isFinite(every.count))) {
      throw new RangeError(
        `Ticks: every.count is ${every.count}, expected a finite number above 0: the samples of a window`,
      );
    }
  } else if (typeof every !== "function") {
    throw new TypeError(
      `Ticks: every is ${every}, expected a number of ticks, a function of the step, or { count }`,
    );
  }
  if (typeof optimizer?.kernel !== "object") {
    throw new TypeError(
      `Ticks: optimizer is ${
        typeof optimizer === "function" ? "a function" : String(optimizer)
      }, expected an optimizer such as adamw({ learningRate: 1e-3 })`,
    );
  }
  for (const key of ["clipNorm", "clipValue"] as const) {
    const value = options[key];
    if (value === undefined) continue;
    const inF32 = Math.fround(value); // where a GPU compares
    if (!(inF32 > 0 && Number.isFinite(inF32))) {
      throw new RangeError(
        `Ticks: ${key} is ${value}, expected a finite number above 0 in f32`,
      );
    }
  }
}
