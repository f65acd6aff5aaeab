/**
 * What the kernels of the registry are tried on: generated sizes and values, the same every time.
 *
 * @module
 */

import fc from "fast-check";
import { exampleKernels } from "../../examples/kernels.ts";
import { randomNormal } from "../../lib/check/random.ts";
import type { Kernel } from "../../lib/device/kernel.ts";
import { sizeOfShape } from "../../lib/device/shape.ts";
import { kernels } from "../../lib/kernels.ts";
import type { NumberArray } from "../../mod.ts";
import {
  type Drawn,
  type Inputs,
  isOfStep,
  stepInputs,
} from "../optim/step_inputs.ts";

/** Every kernel that is registered: the library's, then the examples'. */
export const registry: readonly Kernel[] = [...kernels, ...exampleKernels];

/** How many cases of each kernel the proof takes. */
export const casesPerKernel = 100;

/** So many cases for a kernel. */
export function* kernelCases(kernel: Kernel, count: number): Generator<Inputs> {
  const all = fc.sample(generated(kernel), { seed: 2026, numRuns: count });
  for (const drawn of all) {
    yield isOfStep(kernel)
      ? stepInputs(kernel, drawn)
      : anyInputs(kernel, drawn);
  }
}

/** Arguments in their range, awkward sizes included; optional tensors there or not. */
function generated(kernel: Kernel): fc.Arbitrary<Drawn> {
  const sizes = fc.oneof(
    fc.integer({ min: 1, max: 70 }),
    fc.constantFrom(1, 2, 3, 127, 128, 129, 199, 1023),
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
