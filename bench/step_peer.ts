/**
 * What an implementation of an optimizer's step shows the benchmark, and that of Ticks.
 *
 * @module
 */

import { maxRelativeError } from "../lib/check/mod.ts";
import { adamw, type Device, Parameters, Ticks } from "../mod.ts";
import { finished } from "./copy.ts";
import type { Contender } from "./timing.ts";

/** What a step starts from. */
export interface Inputs {
  readonly value: Float32Array;
  /** The sum of the gradients over the window. */
  readonly gradient: Float32Array;
}

/** What a step is told. */
export interface Settings {
  /** What the gradients' sum is divided by. */
  readonly count: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** adamw's; 0 makes it adam. */
  readonly weightDecay: number;
  /** The norm that the mean gradient is clipped to. */
  readonly clipNorm: number;
}

/** The step that everybody takes, but who says otherwise. */
export const adamwSettings: Settings = {
  count: 64,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0.01,
  clipNorm: 1,
};

/** An implementation. */
export interface Peer {
  /** Its name in the table. */
  readonly name: string;
  /** What it does of a step. */
  readonly settings: Settings;
  /** Its step, for timing. */
  readonly contender: Contender;
  /** The values after one step more, for comparing; asked once, before any timing. */
  firstStep(): Float32Array | Promise<Float32Array>;
}

/** How far a value may be from that of the plain loop, over the largest change, for the time to count. */
const maxDifference = 1e-3;

/** Refuses values that are not those of the plain loop. */
export function expectValues(
  actual: Float32Array,
  expected: Float32Array,
  { value }: Inputs,
): void {
  const changeOf = (values: Float32Array) =>
    Float64Array.from(values, (after, i) => after - value[i]);
  const error = maxRelativeError(changeOf(actual), changeOf(expected));
  if (!(error <= maxDifference)) {
    throw new Error(
      `its change of the values is ${
        error.toExponential(1)
      } from that of the plain loop`,
    );
  }
}

/** `Ticks` on a device: the step of a window of one tick. */
export function ticksPeer(device: Device, inputs: Inputs): Peer {
  const { count, beta1, beta2, clipNorm, ...options } = adamwSettings;
  const parameters = new Parameters(device, {
    weight: { shape: [inputs.value.length], init: inputs.value },
  });
  const ticks = new Ticks(parameters, {
    optimizer: adamw({ ...options, betas: [beta1, beta2] }),
    clipNorm,
  });
  const { value, grad } = parameters.get("weight");
  const prepare = () => grad.write(inputs.gradient);
  return {
    name: "Ticks",
    settings: adamwSettings,
    contender: {
      // A kernel takes as long over the zeros that a step leaves; where TypeScript computes it may not.
      prepare: device.kind === "cpu" ? prepare : undefined,
      async run(repeats) {
        for (let k = 0; k < repeats; k++) await ticks.tick(count);
        await finished(device);
      },
    },
    async firstStep() {
      prepare();
      await ticks.tick(count);
      return await value.read() as Float32Array;
    },
  };
}
