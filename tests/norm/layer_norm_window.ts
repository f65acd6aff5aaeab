/**
 * Layer norm as training runs it: micro-batches of one window, through `Ticks`.
 *
 * @module
 */

import { type Device, LayerNorm, Parameters, Ticks } from "../../mod.ts";
import { capture } from "../ticks/capture.ts";

/** A batch in f32, and what the module holds. */
export interface Batch {
  readonly rows: number;
  readonly width: number;
  readonly eps: number;
  readonly x: Float32Array;
  readonly dy: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** What a window gives: outputs and input gradients row by row, and the mean gradients of the step. */
export interface Outcome {
  readonly y: Float32Array;
  readonly dx: Float32Array;
  readonly dweight: Float32Array;
  readonly dbias: Float32Array;
}

/** Runs a batch, cut into micro-batches of these sizes; uncut without them. */
export type Run = (batch: Batch, sizes?: readonly number[]) => Promise<Outcome>;

/** Runs batches on a device. */
export function runOn(device: Device): Run {
  return async (
    { rows, width, eps, x, dy, weight, bias },
    sizes = [rows],
  ) => {
    const norm = new LayerNorm(width, { device, eps });
    const parameters = Parameters.of({ norm });
    norm.weight!.value.write(weight);
    norm.bias!.value.write(bias);
    using ticks = new Ticks(parameters, {
      every: sizes.length,
      optimizer: capture,
    });
    const y = new Float32Array(x.length), dx = new Float32Array(x.length);
    let start = 0;
    for (const size of sizes) {
      const end = start + width * size;
      const part = (all: Float32Array) =>
        device.tensor(all.slice(start, end), [size, width]);
      using input = part(x);
      using gradient = part(dy);
      const forward = norm.forward(input);
      using given = forward.backward(gradient);
      using output = forward.y;
      const [outputs, gradients] = await Promise.all([
        output.read(),
        given.read(),
      ]);
      y.set(outputs, start);
      dx.set(gradients, start);
      start = end;
      await ticks.tick(size);
    }
    return {
      y,
      dx,
      dweight: await norm.weight!.value.read(),
      dbias: await norm.bias!.value.read(),
    };
  };
}
