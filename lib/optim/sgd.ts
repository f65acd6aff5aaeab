/**
 * Stochastic gradient descent, with momentum (Sutskever et al., "On the importance of initialization and
 * momentum in deep learning", 2013).
 *
 * @module
 */

import { checkAtLeastZero, checkUnit } from "./check_options.ts";
import {
  defineOptimizer,
  type Optimizer,
  type UpdateRun,
} from "./optimizer.ts";
import type { Schedule } from "./schedule.ts";
import code from "./sgd.wgsl" with { type: "text" };

/** What {@linkcode sgd} can be told. */
export interface SgdOptions {
  /** A number, or a function of the step from 0. 1e-3 by default. */
  readonly learningRate?: number | Schedule;
  /** How much of the last direction is kept each step. 0 by default, which takes no memory. */
  readonly momentum?: number;
  /** By how much less than 1 a gradient counts in the direction, but for the first. 0 by default. */
  readonly dampening?: number;
  /** Whether the step looks ahead along the direction; needs momentum and no dampening. False by default. */
  readonly nesterov?: boolean;
  /** Is multiplied with the weight and added to the gradient. 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, PyTorch's `torch.optim.SGD`:
 *
 *     g += weight decay * w
 *     b = momentum * b + (1 - dampening) * g        in the first step b = g
 *     g = b, or with nesterov g + momentum * b
 *     w -= learning rate * g
 *
 * As PyTorch's and unlike some others', the direction `b` is a sum: with momentum m a constant gradient moves
 * 1 / (1 - m) times as far a step. The state is `momentum_buffer`, where there is momentum.
 *
 * @throws {RangeError} when a number is out of range, or `nesterov` comes without momentum or with dampening
 *
 * @example
 * ```ts
 * import { openDevice, Parameters, sgd, Ticks } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const parameters = new Parameters(await openDevice("cpu"), { w: { shape: [1], init: 1 } });
 * const ticks = new Ticks(parameters, { optimizer: sgd({ learningRate: 0.5, momentum: 0.5 }) });
 * for (let step = 0; step < 2; step++) {
 *   ticks.add({ w: new Float32Array([1]) });
 *   await ticks.tick();
 * }
 * assertEquals(await parameters.get("w").value.read(), new Float32Array([1 - 0.5 * 1 - 0.5 * 1.5]));
 * ```
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const {
    learningRate = 1e-3,
    momentum = 0,
    dampening = 0,
    nesterov = false,
    weightDecay = 0,
  } = options;
  checkUnit("sgd", "momentum", momentum);
  checkAtLeastZero("sgd", { dampening, weightDecay });
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new RangeError(
      `sgd: nesterov is true with momentum ${momentum} and dampening ${dampening}, expected a momentum above 0 and no dampening`,
    );
  }
  return configure({
    learningRate,
    weightDecay,
    optionalState: momentum > 0 ? ["momentum_buffer"] : [],
    hyper: { momentum, nesterov: nesterov ? 1 : 0 },
    corrections: (step) => [step === 1 ? 1 : 1 - dampening, 1],
    correctionSteps: 2,
  });
}

const configure = defineOptimizer({
  name: "sgd",
  state: [],
  optionalState: ["momentum_buffer"],
  hyper: ["momentum", "nesterov"],
  wgsl: code,
  update,
});

//   b = momentum * b + undamped * g        g = b, or g + momentum * b        w -= learning rate * g
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
  const { momentum, nesterov } = hyper;
  const [undamped] = corrections, buffer = state.momentum_buffer;
  for (let i = start, j = 0; i < end; i++, j++) {
    let g = gradient[j] + weightDecay * value[i];
    if (buffer) {
      buffer[i] = momentum * buffer[i] + undamped * g;
      const b = buffer[i]; // rounded as it is kept
      g = nesterov === 1 ? g + momentum * b : b;
    }
    value[i] -= learningRate * g;
  }
}
