/**
 * A kernel on a device against what defines it: its TypeScript face in f64.
 *
 * @module
 */

import { exampleKernels } from "../../examples/kernels.ts";
import { maxRelativeError } from "../../lib/check/measures.ts";
import type { Kernel, KernelArrays } from "../../lib/device/kernel.ts";
import type { Tensor } from "../../lib/device/tensor.ts";
import type { Device, NumberArray } from "../../mod.ts";
import { bounds } from "../bounds.ts";
import { equalBits } from "../equal_bits.ts";
import { type Inputs, isOfStep } from "../optim/step_inputs.ts";
import { stepScales, withStatsParts } from "../optim/step_outputs.ts";
import { largestOf, spacing } from "../spacing.ts";

type Values = Readonly<Record<string, NumberArray | null>>;

/** How far one output is from its definition. */
export interface OutputError {
  /** Which. */
  readonly name: string;
  /** The largest difference over the largest expected value, or over the largest of what cancels; NaN where something is. */
  readonly relative: number;
  /** What `relative` may be. */
  readonly bound: number;
  /** The largest difference in spacings of f32 at that same value: units in its last place. */
  readonly spacings: number;
}

/** What a run of a kernel gave. */
export interface Comparison {
  readonly outputs: readonly OutputError[];
  /** Whether running it again gave the same bits. */
  readonly sameBits: boolean;
}

/** Runs a kernel twice and compares it. */
export async function compareKernel(
  device: Device,
  kernel: Kernel,
  inputs: Inputs,
): Promise<Comparison> {
  const reference = defined(kernel, inputs, (array) => array);
  const scales = scalesOf(kernel, inputs, reference);
  const expected = comparable(kernel, outputsOf(kernel, reference));
  const first = await runOn(device, kernel, inputs);
  const again = await runOn(device, kernel, inputs);
  const actual = comparable(kernel, first);
  const outputs = Object.keys(expected).map((name): OutputError => {
    const exact = actual[name] instanceof Uint32Array;
    const bound = exact
      ? 0
      : isOfStep(kernel)
      ? bounds.stepFaces
      : bounds.kernelFaces;
    const scale = scales[name] || undefined; // all is 0: nothing cancels
    return {
      name,
      bound,
      ...errorsOf(actual[name], expected[name], scale),
    };
  });
  return {
    outputs,
    sameBits: Object.keys(first).every((name) =>
      equalBits(first[name], again[name])
    ),
  };
}

function errorsOf(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale?: number,
): { relative: number; spacings: number } {
  const error = maxRelativeError(actual, expected);
  if (error === 0) return { relative: 0, spacings: 0 };
  const largest = largestOf(expected), size = scale ?? largest;
  return {
    relative: scale === undefined ? error : error * largest / scale,
    spacings: error * largest / spacing(size),
  };
}

/** What the definition makes of the inputs, in f64. */
function defined(
  kernel: Kernel,
  { args, values }: Inputs,
  change: (array: Float64Array) => Float64Array,
): Values {
  const arrays: Record<string, NumberArray | null> = {};
  for (const name in values) {
    const array = values[name];
    arrays[name] = array instanceof Float32Array
      ? change(Float64Array.from(array))
      : array && array.slice();
  }
  kernel.definition(arrays as KernelArrays<typeof kernel.tensors>, args);
  return arrays;
}

/** What errors are relative to, where it is not the largest expected value: what the terms are that cancel. */
function scalesOf(
  kernel: Kernel,
  inputs: Inputs,
  reference: Values,
): Readonly<Record<string, number>> {
  if (isOfStep(kernel)) return stepScales(kernel, inputs, reference);
  if (!exampleKernels.includes(kernel)) return {};
  // The largest value that it gives for the magnitudes of what came.
  const all = defined(kernel, inputs, (array) => array.map(Math.abs));
  return Object.fromEntries(
    Object.entries(all).map(([name, array]) => [name, largestOf(array ?? [])]),
  );
}

/** What a kernel has written, by name. */
function outputsOf(
  kernel: Kernel,
  values: Values,
): Record<string, NumberArray> {
  const outputs: Record<string, NumberArray> = {};
  for (const name in kernel.tensors) {
    const array = values[name];
    if (kernel.tensors[name].access !== "read" && array) outputs[name] = array;
  }
  return outputs;
}

/** What of it is defined. */
function comparable(
  kernel: Kernel,
  outputs: Readonly<Record<string, NumberArray>>,
): Record<string, ArrayLike<number>> {
  if (isOfStep(kernel)) return withStatsParts(kernel, outputs);
  const { lost, ...sums } = outputs;
  if (!lost) return sums;
  // What is accumulated is a sum and what its rounding lost: only both together are defined.
  return Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [
      name,
      Array.from(sum, (value, i) => value + lost[i]),
    ]),
  );
}

/** What a kernel writes on a device, by name. */
export async function runOn(
  device: Device,
  kernel: Kernel,
  { args, values }: Inputs,
): Promise<Record<string, NumberArray>> {
  const tensors: Record<string, Tensor | null> = {};
  for (const name in values) {
    tensors[name] = values[name] && device.tensor(values[name]);
  }
  device.run(kernel, tensors, args);
  const reads = Object.keys(outputsOf(kernel, values)).map(async (name) =>
    [name, await tensors[name]!.read<NumberArray>()] as const
  );
  const outputs = Object.fromEntries(await Promise.all(reads));
  for (const name in tensors) tensors[name]?.dispose();
  return outputs;
}
