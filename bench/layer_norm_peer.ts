/**
 * What an implementation of layer normalisation shows the benchmark, and that of Ticks.
 *
 * @module
 */

import { maxRelativeError } from "../lib/check/mod.ts";
import { type Device, LayerNorm } from "../mod.ts";
import { finished } from "./copy.ts";
import type { Contender } from "./timing.ts";

/** What is timed. */
export const passes = ["forward", "forward + backward"] as const;

/** One of {@linkcode passes}. */
export type Pass = typeof passes[number];

/** Rows and width. */
export type Shape = readonly [number, number];

/** What is normalised. */
export interface Inputs {
  readonly x: Float32Array;
  readonly dy: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** What comes out. */
export interface Outputs {
  readonly y: Float32Array;
  readonly dx: Float32Array;
  readonly dweight: Float32Array;
  readonly dbias: Float32Array;
}

/** An implementation. */
export interface Peer {
  /** Its name in the table. */
  readonly name: string;
  /** Its passes, for timing. */
  readonly contenders: Readonly<Record<Pass, Contender>>;
  /** All that it computes, for comparing. */
  outputs(): Outputs | Promise<Outputs>;
}

/** How far a result may be from that of Ticks, over the largest value, for its time to count. */
const maxDifference = 1e-3;

/** Refuses outputs that are not those of Ticks. */
export function expectOutputs(actual: Outputs, expected: Outputs): void {
  for (const key of ["y", "dx", "dweight", "dbias"] as const) {
    const error = maxRelativeError(actual[key], expected[key]);
    if (!(error <= maxDifference)) {
      throw new Error(`${key} is ${error.toExponential(1)} from that of Ticks`);
    }
  }
}

/** `LayerNorm` on a device, each pass in a scope, as a training loop has it. */
export function ticksPeer(device: Device, shape: Shape, inputs: Inputs): Peer {
  const norm = new LayerNorm(shape[1], { device });
  const weight = norm.weight!, bias = norm.bias!;
  weight.value.write(inputs.weight);
  bias.value.write(inputs.bias);
  const x = device.tensor(inputs.x, shape);
  const dy = device.tensor(inputs.dy, shape);
  const contender = (pass: () => void): Contender => ({
    async run(repeats) {
      for (let k = 0; k < repeats; k++) device.scope(pass);
      await finished(device);
    },
  });
  return {
    name: "Ticks",
    contenders: {
      forward: contender(() => void norm.forward(x)),
      "forward + backward": contender(() => void norm.forward(x).backward(dy)),
    },
    async outputs() {
      weight.zeroGrad();
      bias.zeroGrad();
      const tensors = device.scope(() => {
        const { y, backward } = norm.forward(x);
        return [y, backward(dy), weight.grad, bias.grad];
      });
      const [y, dx, dweight, dbias] = await Promise.all(
        tensors.map(async (tensor) => await tensor.read() as Float32Array),
      );
      tensors[0].dispose();
      tensors[1].dispose();
      return { y, dx, dweight, dbias };
    },
  };
}
