/**
 * Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2).
 *
 * @module
 */

import { checkAtLeastZero, checkUnit } from "./check_options.ts";
import code from "./lion.wgsl" with { type: "text" };
import {
  defineOptimizer,
  type Optimizer,
  type UpdateRun,
} from "./optimizer.ts";
import type { Schedule } from "./schedule.ts";

/** What {@linkcode lion} can be told. */
export interface LionOptions {
  /** A number, or a function of the step from 0. 1e-4 by default. */
  readonly learningRate?: number | Schedule;
  /** How much of the average is kept for the direction, and for the next step. [0.9, 0.99] by default. */
  readonly betas?: readonly [number, number];
  /** Shrinks the weight, apart from the gradient. 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Lion: every element moves by the learning rate, along the sign of an average. The authors advise a learning
 * rate 3 to 10 times smaller than AdamW's, and a weight decay as much larger.
 *
 *     w -= learning rate * (sign(beta1 * m + (1 - beta1) * g) + weight decay * w)
 *     m = beta2 * m + (1 - beta2) * g
 *
 * The state is `exp_avg`. PyTorch has none; names and defaults are the paper's and optax's.
 *
 * @throws {RangeError} when a number is out of range
 *
 * @example
 * ```ts
 * import { lion, openDevice, Parameters, Ticks } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const parameters = new Parameters(await openDevice("cpu"), { w: { shape: [2], init: 1 } });
 * const ticks = new Ticks(parameters, { optimizer: lion({ learningRate: 0.25 }) });
 * ticks.add({ w: new Float32Array([1e-3, -1e3]) });
 * await ticks.tick();
 * assertEquals(await parameters.get("w").value.read(), new Float32Array([0.75, 1.25]));
 * ```
 */
export function lion(options: LionOptions = {}): Optimizer {
  const {
    learningRate = 1e-4,
    betas: [beta1, beta2] = [0.9, 0.99],
    weightDecay = 0,
  } = options;
  checkUnit("lion", "betas[0]", beta1);
  checkUnit("lion", "betas[1]", beta2);
  checkAtLeastZero("lion", { weightDecay });
  return configure({
    learningRate,
    weightDecay,
    hyper: { oneMinusBeta1: 1 - beta1, oneMinusBeta2: 1 - beta2 },
  });
}

const configure = defineOptimizer({
  name: "lion",
  state: ["exp_avg"],
  hyper: ["oneMinusBeta1", "oneMinusBeta2"],
  wgsl: code,
  update,
});

//   w -= learning rate * (sign(m + (1 - beta1) (g - m)) + weight decay * w)        m += (1 - beta2) (g - m)
function update(
  { value, gradient, state, start, end, learningRate, weightDecay, hyper }:
    UpdateRun,
): void {
  const { exp_avg } = state;
  const { oneMinusBeta1, oneMinusBeta2 } = hyper;
  for (let i = start, j = 0; i < end; i++, j++) {
    const g = gradient[j], m = exp_avg[i];
    const direction = Math.sign(m + oneMinusBeta1 * (g - m));
    exp_avg[i] = m + oneMinusBeta2 * (g - m);
    value[i] -= learningRate * (direction + weightDecay * value[i]);
  }
}
