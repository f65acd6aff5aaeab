/**
 * Optimizers beside PyTorch's: whole trajectories, and single steps from its states.
 *
 * @module
 */

import { maxRelativeError } from "../../lib/check/measures.ts";
import { arenas } from "../../lib/device/parameters.ts";
import { OptimizerStep } from "../../lib/optim/step.ts";
import {
  adam,
  adamw,
  type Device,
  type FloatArray,
  lion,
  type Optimizer,
  Parameters,
  rmsprop,
  sgd,
} from "../../mod.ts";
import {
  goldenGradient,
  type GoldenOptimizer,
  goldenStart,
  goldenSteps,
} from "../golden/optimizers.ts";
import { spacing } from "../spacing.ts";

const make = { sgd, adam, adamw, rmsprop, lion };

/** Our optimizer for a golden case. */
export function optimizerOf(
  { optimizer, options }: GoldenOptimizer,
): Optimizer {
  return make[optimizer](options);
}

/** Parameters with their optimizer's step, ready to be fed with gradients. */
function prepare(
  device: Device,
  golden: GoldenOptimizer,
  start: Float64Array,
  dtype: "f32" | "f64",
) {
  const parameters = new Parameters(device, {
    x: { shape: [start.length], init: start, dtype },
  });
  const optimizer = optimizerOf(golden);
  const step = new OptimizerStep(arenas(parameters), optimizer, [{
    learningRateFactor: 1,
    weightDecay: optimizer.weightDecay,
    frozen: false,
  }]);
  const record = (number: number, gradient: FloatArray) => {
    parameters.get("x").addGradient(gradient);
    step.record(number - 1, {
      count: 1,
      learningRate: golden.options.learningRate,
      clipNorm: 0,
      clipValue: 0,
    });
  };
  return { value: parameters.get("x").value, step, record };
}

/** What is there after a step. */
export interface Followed {
  readonly x: FloatArray;
  readonly state: Readonly<Record<string, FloatArray>>;
}

/** 1,000 steps by gradients at our own parameters; what is there after each recorded step. */
export async function follow(
  device: Device,
  golden: GoldenOptimizer,
  array: typeof Float64Array | typeof Float32Array,
): Promise<Followed[]> {
  const dtype = array === Float64Array ? "f64" : "f32";
  const { value, step, record } = prepare(device, golden, goldenStart, dtype);
  const found: Followed[] = [];
  const recorded = golden.recorded.map(({ step }) => step);
  for (let number = 1; number <= goldenSteps; number++) {
    record(number, array.from(goldenGradient(number, await value.read())));
    if (!recorded.includes(number)) continue;
    const state: Record<string, FloatArray> = {};
    for (const name in step.state) {
      const arena = await step.state[name].read();
      state[name] = arena.slice(0, goldenStart.length);
    }
    found.push({ x: await value.read(), state });
  }
  step.dispose();
  return found;
}

/** The largest error of parameters and state in f64 on the CPU, over all recorded steps of a trajectory. */
export async function trajectoryError(
  cpu: Device,
  golden: GoldenOptimizer,
): Promise<number> {
  const found = await follow(cpu, golden, Float64Array);
  const errors = golden.recorded.flatMap(({ x, state }, i) => {
    const ours = found[i].state;
    // A state that only one of them has fails, as no numbers do.
    const names = new Set([...Object.keys(state), ...Object.keys(ours)]);
    return [
      maxRelativeError(found[i].x, x),
      ...[...names].map((name) =>
        maxRelativeError(ours[name] ?? [], state[name] ?? [])
      ),
    ];
  });
  return Math.max(...errors);
}

/** The largest error of single steps in f32 from PyTorch's states, in spacings of the parameter. */
export async function stepSpacings(
  device: Device,
  golden: GoldenOptimizer,
): Promise<number> {
  const errors = golden.pairs.map(async (pair) => {
    const { before, after } = pair;
    const { value, step, record } = prepare(device, golden, before.x, "f32");
    for (const name in step.state) {
      const arena = new Float32Array(step.state[name].size);
      arena.set(before.state[name]);
      step.state[name].write(arena);
    }
    step.counts.write(new Uint32Array([pair.step - 1, 0]));
    record(pair.step, Float32Array.from(pair.gradient));
    const x = await value.read();
    step.dispose();
    return Array.from(x, (found, i) => {
      // A parameter that crosses zero has lost digits before: what counts is the larger one.
      const size = Math.max(Math.abs(after.x[i]), Math.abs(before.x[i]));
      return Math.abs(found - after.x[i]) / spacing(size);
    });
  });
  return Math.max(...(await Promise.all(errors)).flat());
}
