/**
 * Golden values of optimizers and schedules: what PyTorch computes in f64, written by `optimizers.py`,
 * whose head has the problem and its gradient. Lion is the paper's few lines, in the same script.
 *
 * The order of the operations matters little: a plain loop with `m += (1 - beta1) * (g - m)` and
 * `v += (1 - beta2) * (g * g - v)` ends, after 1,000 steps, within 4e-14 of the largest parameter, and
 * within 3e-13 of each by itself.
 *
 * @module
 */

import file from "./optimizers.json" with { type: "json" };

/** Parameters and the optimizer's buffers, by PyTorch's names. */
export interface GoldenState {
  /** The six parameters. */
  x: Float64Array;
  /** `momentum_buffer`, `exp_avg`, `exp_avg_sq`, `square_avg`, `grad_avg`: those it has. */
  state: Record<string, Float64Array>;
}

/** One optimizer, run for 1,000 steps in f64. */
export interface GoldenOptimizer {
  /** What is special about it. */
  name: string;
  /** Which optimizer. */
  optimizer: "sgd" | "adam" | "adamw" | "rmsprop" | "lion";
  /** The learning rate, and what differs from PyTorch's defaults (Lion's: betas 0.9 and 0.99, no decay). */
  options: {
    learningRate: number;
    weightDecay?: number;
    momentum?: number;
    dampening?: number;
    nesterov?: boolean;
    betas?: [number, number];
    eps?: number;
    alpha?: number;
    centered?: boolean;
  };
  /** What was there after the steps 1, 2, 3, 10, 100, 500 and 1,000, and the gradient of each. */
  recorded: (GoldenState & { step: number; gradient: Float64Array })[];
  /**
   * Single steps for faces in f32: what goes in is rounded to float32, what comes out is f64. A spacing
   * of f32 is meaningful at the larger of |x| before and after, as parameters cross zero. Before step 1
   * the buffers are zeros; PyTorch has none, and takes the first gradient for `momentum_buffer`,
   * without dampening.
   */
  pairs: {
    /** The number of the step, from 1: what the bias correction depends on. */
    step: number;
    before: GoldenState;
    gradient: Float64Array;
    after: GoldenState;
  }[];
}

/** A schedule by one of PyTorch's classes. */
export interface GoldenSchedule {
  /** The class in `torch.optim.lr_scheduler`. */
  pytorch: string;
  /** Our function. */
  schedule: string;
  /** Our options; for `joined`, those of its two schedules by name, and its boundaries. */
  options: Record<string, unknown>;
  /** The learning rate at the steps 0, 1, 2, ... */
  values: Float64Array;
}

/** The number of steps, 1,000. */
export const goldenSteps: number = file.steps;

/** The six parameters before the first step; each is a float32. */
export const goldenStart: Float64Array = Float64Array.from(file.start);

/**
 * The gradient of step number `step`, from 1, at the parameters that the steps before it left, with
 * PyTorch's bits:
 *
 *     curvature[i] * (x[i] - centre[i]) + noise[(step - 1) * 6 + i]
 */
export function goldenGradient(
  step: number,
  x: ArrayLike<number>,
): Float64Array {
  return Float64Array.from(
    file.centre,
    (centre, i) =>
      file.curvature[i] * (x[i] - centre) +
      noise[(step - 1) * file.start.length + i],
  );
}

const noise = makeNoise();

function makeNoise(): Float64Array {
  let state = file.seed;
  const values = new Float64Array(file.steps * file.start.length).map(() => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  if (state !== file.lastState) {
    throw new Error(`the generator ends at ${state}, not ${file.lastState}`);
  }
  return values;
}

interface StateInJson {
  x: number[];
  state: Record<string, number[] | undefined>;
}

const array = (numbers: number[]) => Float64Array.from(numbers);

function stateOf({ x, state }: StateInJson): GoldenState {
  const buffers = Object.entries(state).map(([name, values]) =>
    [name, array(values!)] as const
  );
  return { x: array(x), state: Object.fromEntries(buffers) };
}

/** Every optimizer's trajectory, from `optimizers.json`. */
export const goldenOptimizers: GoldenOptimizer[] = file.cases.map((item) => ({
  name: item.name,
  optimizer: item.optimizer as GoldenOptimizer["optimizer"],
  options: item.options as GoldenOptimizer["options"],
  recorded: item.recorded.map((record) => ({
    ...stateOf(record),
    step: record.step,
    gradient: array(record.gradient),
  })),
  pairs: item.pairs.map(({ step, before, gradient, after }) => ({
    step,
    before: stateOf(before),
    gradient: array(gradient),
    after: stateOf(after),
  })),
}));

/** The learning rates of PyTorch's schedulers, from `optimizers.json`. */
export const goldenSchedules: GoldenSchedule[] = file.schedules.map((item) => ({
  ...item,
  values: array(item.values),
}));
