/**
 * Every kernel of the registry: what runs on this process's devices against the TypeScript that defines
 * it, on generated sizes and values. A new kernel enters by being registered.
 */

import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { exampleKernels } from "../examples/kernels.ts";
import { randomNormal } from "../lib/check/random.ts";
import type { Kernel, KernelArrays } from "../lib/device/kernel.ts";
import { sizeOfShape } from "../lib/device/shape.ts";
import type { Tensor } from "../lib/device/tensor.ts";
import { kernels } from "../lib/kernels.ts";
import type { Device, NumberArray } from "../mod.ts";
import { assertWithin } from "./assert_within.ts";
import { bounds } from "./bounds.ts";
import { numRuns, testOnCpu, testOnEachDevice } from "./devices.ts";
import {
  type Drawn,
  type Inputs,
  isOfStep,
  stepInputs,
} from "./optim/step_inputs.ts";
import { stepScales, withStatsParts } from "./optim/step_outputs.ts";

/** Arguments in their range, awkward sizes included; optional tensors there or not. */
function generated(kernel: Kernel): fc.Arbitrary<Drawn> {
  const sizes = fc.oneof(
    fc.integer({ min: 1, max: 70 }),
    fc.constantFrom(127, 128, 129, 199, 1023),
  );
  const args = Object.entries(kernel.arguments).map(([name, type]) =>
    [name, type === "u32" ? sizes : fc.constantFrom(1e-5, 1e-3, 0.1)] as const
  );
  const optional = Object.keys(kernel.tensors)
    .filter((name) => kernel.tensors[name].optional)
    .map((name) => [name, fc.boolean()] as const);
  return fc.record({
    args: fc.record(Object.fromEntries(args)).map((sizes) =>
      withRange(withinWork(kernel, sizes))
    ),
    present: fc.record(Object.fromEntries(optional)),
    seed: fc.nat(),
  });
}

/** Sizes whose product is at most 2^20, for a kernel with a loop over all of them: the largest are cut. */
function withinWork(
  kernel: Kernel,
  args: Record<string, number>,
): Record<string, number> {
  const sizes = Object.keys(args)
    .filter((name) => kernel.arguments[name] === "u32")
    .filter((name) => name !== "first" && name !== "end");
  const cut = { ...args };
  while (sizes.reduce((product, name) => product * cut[name], 1) > 2 ** 20) {
    const largest = sizes.reduce((a, b) => cut[a] >= cut[b] ? a : b);
    cut[largest] = Math.floor(cut[largest] / 3);
  }
  return cut;
}

/** A range `first` to `end` lies within the blocks. */
function withRange(args: Record<string, number>): Record<string, number> {
  if (!("first" in args)) return args;
  const first = args.first % args.blocks;
  return {
    ...args,
    first,
    end: first + 1 + args.end % (args.blocks - first),
  };
}

/** Any numbers, for arrays that need not fit together. */
function anyInputs(kernel: Kernel, { args, present, seed }: Drawn): Inputs {
  const values: Record<string, NumberArray | null> = {};
  Object.entries(kernel.tensors).forEach(([name, spec], i) => {
    const random = randomNormal(sizeOfShape(spec.shape(args)), seed + i);
    values[name] =
      (spec.optional && !present[name]) || spec.access === "scratch"
        ? null
        : spec.dtype === "u32"
        ? Uint32Array.from(random, (v) => Math.abs(v * 1e6) % args.classes)
        : Float32Array.from(random);
  });
  return { args: { ...args }, values };
}

/**
 * The largest value that a kernel gives for the magnitudes of what came: what the error of a sum goes by
 * when its terms cancel.
 */
function scaleOf(
  kernel: Kernel,
  values: Record<string, NumberArray | null>,
  args: Record<string, number>,
): Record<string, number> {
  const magnitudes: Record<string, NumberArray | null> = {};
  for (const name in values) {
    const array = values[name];
    magnitudes[name] = array instanceof Float32Array
      ? Float64Array.from(array, Math.abs)
      : array;
  }
  kernel.definition(magnitudes as KernelArrays<typeof kernel.tensors>, args);
  const scales: Record<string, number> = {};
  for (const name in magnitudes) {
    scales[name] = 0;
    for (const value of magnitudes[name] ?? []) {
      scales[name] = Math.max(scales[name], Math.abs(value));
    }
  }
  return scales;
}

/** What a kernel has written, by name. */
function outputsOf(
  kernel: Kernel,
  values: Readonly<Record<string, NumberArray | null>>,
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

async function runOn(
  device: Device,
  kernel: Kernel,
  values: Record<string, NumberArray | null>,
  args: Record<string, number>,
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

for (const kernel of [...kernels, ...exampleKernels]) {
  // One without a dispatch is a part of another one, for the CPU.
  const register = kernel.dispatch ? testOnEachDevice : testOnCpu;
  register(
    `${kernel.name} computes what it defines`,
    async (device) => {
      await fc.assert(
        fc.asyncProperty(generated(kernel), async (drawn) => {
          const { args, values } = isOfStep(kernel)
            ? stepInputs(kernel, drawn)
            : anyInputs(kernel, drawn);
          const reference: Record<string, NumberArray | null> = {};
          for (const name in values) {
            const array = values[name];
            reference[name] = array instanceof Float32Array
              ? Float64Array.from(array)
              : array && array.slice();
          }
          kernel.definition(
            reference as KernelArrays<typeof kernel.tensors>,
            args,
          );
          const scales = exampleKernels.includes(kernel)
            ? scaleOf(kernel, values, args)
            : isOfStep(kernel)
            ? stepScales(kernel, { args, values }, reference)
            : {};
          const expected = comparable(kernel, outputsOf(kernel, reference));
          const first = await runOn(device, kernel, values, args);
          const again = await runOn(device, kernel, values, args);
          assertEquals(again, first, "the same bits again");
          const actual = comparable(kernel, first);
          assert(
            Object.keys(kernel.tensors).some((name) =>
              kernel.tensors[name].access !== "read"
            ),
          );
          for (const name in expected) {
            const what = `${name} with ${JSON.stringify(args)}`;
            if (actual[name] instanceof Uint32Array) {
              assertEquals(actual[name], expected[name], what);
            } else {
              assertWithin(
                what,
                actual[name],
                expected[name],
                isOfStep(kernel) ? bounds.stepFaces : bounds.kernelFaces,
                scales[name] || undefined, // all is 0: nothing cancels
              );
            }
          }
        }),
        { numRuns, seed: 20_26, endOnFailure: true },
      );
    },
  );
}
