/**
 * Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019).
 *
 * @module
 */

import assembly from "./adam.wasm.base64" with { type: "text" };
import code from "./adam.wgsl" with { type: "text" };
import { checkAtLeastZero, checkUnit } from "./check_options.ts";
import {
  defineOptimizer,
  type Optimizer,
  type UpdateRun,
} from "./optimizer.ts";
import { largest } from "./largest.ts";
import type { Schedule } from "./schedule.ts";

/** What {@linkcode adam} and {@linkcode adamw} can be told. */
export interface AdamOptions {
  /** A number, or a function of the step from 0. 1e-3 by default. */
  readonly learningRate?: number | Schedule;
  /** How much of the mean gradient and of its mean square is kept each step. [0.9, 0.999] by default. */
  readonly betas?: readonly [number, number];
  /** Is added to the root mean square. 1e-8 by default. */
  readonly eps?: number;
  /** 0 by default in {@linkcode adam}, 0.01 in {@linkcode adamw}. */
  readonly weightDecay?: number;
}

/**
 * Adam, PyTorch's `torch.optim.Adam`: weight decay is added to the gradient.
 *
 * @throws {RangeError} when a number is out of range
 *
 * @example
 * ```ts
 * import { adam } from "jsr:@ticks/ticks@^0.1";
 *
 * const optimizer = adam({ learningRate: 3e-4, betas: [0.9, 0.95] });
 * console.assert(optimizer.name === "adam");
 * ```
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return configure(adamRule, 0, options);
}

/**
 * AdamW, PyTorch's `torch.optim.AdamW`: weight decay shrinks the weights and stays out of the moments.
 *
 * @throws {RangeError} when a number is out of range
 *
 * @example
 * ```ts
 * import { adamw } from "jsr:@ticks/ticks@^0.1";
 *
 * const optimizer = adamw({ learningRate: (step) => 1e-3 * Math.min(1, (step + 1) / 100) });
 * console.assert(optimizer.weightDecay === 0.01);
 * ```
 */
export function adamw(options: AdamOptions = {}): Optimizer {
  return configure(adamwRule, 0.01, options);
}

const adamRule = defineRule("adam");
const adamwRule = defineRule("adamw");

function defineRule(name: "adam" | "adamw") {
  const make = defineOptimizer({
    name,
    state: ["exp_avg", "exp_avg_sq"],
    hyper: ["oneMinusBeta1", "oneMinusBeta2", "eps", "decoupled"],
    wgsl: code,
    update,
    assembly,
  });
  return { name, make };
}

function configure(
  { name, make }: ReturnType<typeof defineRule>,
  decay: number,
  options: AdamOptions,
): Optimizer {
  const {
    learningRate = 1e-3,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    weightDecay = decay,
  } = options;
  checkUnit(name, "betas[0]", beta1);
  checkUnit(name, "betas[1]", beta2);
  checkAtLeastZero(name, { eps, weightDecay });
  return make({
    learningRate,
    weightDecay,
    hyper: {
      oneMinusBeta1: 1 - beta1,
      oneMinusBeta2: 1 - beta2,
      eps,
      decoupled: name === "adamw" ? 1 : 0,
    },
    corrections: (step) => [1 - beta1 ** step, Math.sqrt(1 - beta2 ** step)],
    correctionSteps: stepsUntilOne(Math.max(beta1, beta2)),
  });
}

/** The step from which `1 - beta ** step` is 1 in f64. */
function stepsUntilOne(beta: number): number {
  return beta === 0 ? 1 : Math.ceil(-54 * Math.LN2 / Math.log(beta));
}

//   m += (1 - beta1) (g - m)        v += (1 - beta2) (g² - v)
//   w -= learning rate * (m / c1) / (sqrt(v) / c2 + eps)
function update(
  {
    value,
    gradient,
    state,
    start,
    end,
    learningRate,
    weightDecay,
    hyper,
    corrections,
  }: UpdateRun,
): void {
  const { exp_avg, exp_avg_sq } = state;
  const { oneMinusBeta1, oneMinusBeta2, eps, decoupled } = hyper;
  const [c1, c2] = corrections;
  for (let i = start, j = 0; i < end; i++, j++) {
    let w = value[i], g = gradient[j];
    if (decoupled === 1) w *= 1 - learningRate * weightDecay; // PyTorch's bits
    else g += weightDecay * w;
    const m = exp_avg[i] + oneMinusBeta1 * (g - exp_avg[i]);
    const v = Math.min(
      exp_avg_sq[i] + oneMinusBeta2 * (g * g - exp_avg_sq[i]),
      largest,
    );
    exp_avg[i] = m;
    exp_avg_sq[i] = v;
    value[i] = w - learningRate / c1 * m / (Math.sqrt(v) / c2 + eps);
  }
}
