/**
 * RMSprop (Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012).
 *
 * @module
 */

import { checkAtLeastZero, checkUnit } from "./check_options.ts";
import {
  defineOptimizer,
  type Optimizer,
  type UpdateRun,
} from "./optimizer.ts";
import code from "./rmsprop.wgsl" with { type: "text" };
import { largest } from "./largest.ts";
import type { Schedule } from "./schedule.ts";

/** What {@linkcode rmsprop} can be told. */
export interface RmspropOptions {
  /** A number, or a function of the step from 0. 1e-2 by default. */
  readonly learningRate?: number | Schedule;
  /** How much of the mean square is kept each step. 0.99 by default. */
  readonly alpha?: number;
  /** Is added to the root mean square. 1e-8 by default. */
  readonly eps?: number;
  /** Is multiplied with the weight and added to the gradient. 0 by default. */
  readonly weightDecay?: number;
  /** How much of the last direction is kept each step. 0 by default, which takes no memory. */
  readonly momentum?: number;
  /** Whether the variance takes the place of the mean square. False by default, which takes no memory. */
  readonly centered?: boolean;
}

/**
 * RMSprop, PyTorch's `torch.optim.RMSprop`:
 *
 *     g += weight decay * w
 *     s = alpha * s + (1 - alpha) * g²
 *     a = alpha * a + (1 - alpha) * g, and s - a² for s, where centered
 *     b = momentum * b + g / (sqrt(s) + eps)
 *     w -= learning rate * b
 *
 * The state is `square_avg`, `grad_avg` where centered, and `momentum_buffer` where there is momentum. A
 * variance that rounding makes negative counts as 0.
 *
 * @throws {RangeError} when a number is out of range
 *
 * @example
 * ```ts
 * import { openDevice, Parameters, rmsprop, Ticks } from "jsr:@ticks/ticks@^0.1";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const parameters = new Parameters(await openDevice("cpu"), { w: { shape: [1], init: 1 } });
 * const ticks = new Ticks(parameters, { optimizer: rmsprop({ learningRate: 0.1, alpha: 0.75 }) });
 * ticks.add({ w: new Float32Array([3]) });
 * await ticks.tick();
 * assertAlmostEquals((await parameters.get("w").value.read())[0], 1 - 0.1 * 3 / Math.sqrt(9 / 4), 1e-6);
 * ```
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const {
    learningRate = 1e-2,
    alpha = 0.99,
    eps = 1e-8,
    weightDecay = 0,
    momentum = 0,
    centered = false,
  } = options;
  checkUnit("rmsprop", "alpha", alpha);
  checkUnit("rmsprop", "momentum", momentum);
  checkAtLeastZero("rmsprop", { eps, weightDecay });
  return configure({
    learningRate,
    weightDecay,
    optionalState: [
      ...(centered ? ["grad_avg"] : []),
      ...(momentum > 0 ? ["momentum_buffer"] : []),
    ],
    hyper: { oneMinusAlpha: 1 - alpha, eps, momentum },
  });
}

const configure = defineOptimizer({
  name: "rmsprop",
  state: ["square_avg"],
  optionalState: ["grad_avg", "momentum_buffer"],
  hyper: ["oneMinusAlpha", "eps", "momentum"],
  wgsl: code,
  update,
});

//   s += (1 - alpha) (g² - s)        b = momentum * b + g / (sqrt(s) + eps)        w -= learning rate * b
function update(
  { value, gradient, state, start, end, learningRate, weightDecay, hyper }:
    UpdateRun,
): void {
  const { square_avg, grad_avg, momentum_buffer } = state;
  const { oneMinusAlpha, eps, momentum } = hyper;
  for (let i = start, j = 0; i < end; i++, j++) {
    const g = gradient[j] + weightDecay * value[i];
    const s = Math.min(
      square_avg[i] + oneMinusAlpha * (g * g - square_avg[i]),
      largest,
    );
    square_avg[i] = s;
    let variance = s;
    if (grad_avg) {
      const a = grad_avg[i] + oneMinusAlpha * (g - grad_avg[i]);
      grad_avg[i] = a;
      variance = Math.max(s - a * a, 0);
    }
    let b = g / (Math.sqrt(variance) + eps);
    if (momentum_buffer) {
      b += momentum * momentum_buffer[i];
      momentum_buffer[i] = b;
    }
    value[i] -= learningRate * b;
  }
}
