/**
 * What the definitions of kernels are held against, since a kernel agrees with its definition even where
 * both are wrong: differences of the forward pass, PyTorch, plain loops. All of it in f64.
 *
 * A module or function with gradients that `mod.ts` or `examples/mod.ts` exports is proven by standing
 * here; a test fails when one does not, and when a registered kernel is run by none of these.
 *
 * @module
 */

import {
  crossEntropy,
  digitsNetwork,
  Gelu,
  Linear,
} from "../../examples/mod.ts";
import {
  type CheckableModule,
  gradcheck,
  type GradientReport,
  maxRelativeError,
  randomNormal,
  randomUniform,
} from "../../lib/check/mod.ts";
import { parametersIn } from "../../lib/device/parameters.ts";
import { Accumulator, type Device, LayerNorm } from "../../mod.ts";
import { bounds } from "../bounds.ts";
import { goldenLayerNorm } from "../golden/mod.ts";
import { goldenOptimizers } from "../golden/optimizers.ts";
import { goldenErrors } from "../norm/golden_errors.ts";
import { trajectoryError } from "../optim/golden_steps.ts";

/** What a comparison gave. */
export interface Found {
  /** The largest error, relative to the largest value. */
  readonly error: number;
  /** What it may be; null where gradcheck decides, element by element. */
  readonly bound: number | null;
  /** What is wrong; null where nothing is. */
  readonly failure: string | null;
}

/** A comparison with something else. */
export interface Reference {
  /** What is compared. */
  readonly name: string;
  /** With what. */
  readonly against: "gradcheck" | "PyTorch" | "its paper" | "a plain loop";
  /** The exports that it proves. */
  readonly exports: readonly string[];
  /** Compares on the CPU device. */
  readonly measure: (cpu: Device) => Promise<Found>;
}

function foundIn(report: GradientReport): Found {
  const errors = report.checks.map(({ elements }) =>
    maxRelativeError(elements!.analytic, elements!.numerical)
  );
  const failure = report.ok ? null : String(report);
  return { error: Math.max(...errors), bound: null, failure };
}

function within(error: number, bound: number): Found {
  const failure = error <= bound
    ? null
    : `the error is ${error}, expected at most ${bound}`;
  return { error, bound, failure };
}

/** A module with random parameters, checked at a random input. */
function checked(
  name: string,
  exports: readonly string[],
  shape: readonly number[],
  make: (device: Device) => CheckableModule,
  random: (length: number, seed: number) => Float64Array = randomNormal,
): Reference {
  return {
    name,
    against: "gradcheck",
    exports,
    async measure(cpu) {
      const module = make(cpu);
      Object.values(parametersIn(module.parameters)).forEach(({ value }, i) => {
        value.write(randomNormal(value.size, i + 2));
      });
      const size = shape.reduce((a, b) => a * b);
      const x = cpu.tensor(Float64Array.from(random(size, 1)), shape);
      return foundIn(await gradcheck(module, [x]));
    },
  };
}

const dtype = "f64";
const norms = ["LayerNorm", "layerNorm", "layerNormBackward"];

const modules: readonly Reference[] = [
  checked(
    "LayerNorm(6), 5 rows",
    norms,
    [5, 6],
    (device) => new LayerNorm(6, { device, dtype }),
  ),
  checked(
    "LayerNorm(3), 66 rows: two blocks",
    norms,
    [66, 3],
    (device) => new LayerNorm(3, { device, dtype }),
  ),
  checked(
    "LayerNorm([3, 2]), no bias",
    norms,
    [2, 3, 2],
    (device) => new LayerNorm([3, 2], { device, dtype, bias: false }),
  ),
  checked(
    "LayerNorm(5), no weight, eps 0.1, offset 1e4",
    norms,
    [3, 5],
    (device) =>
      new LayerNorm(5, { device, dtype, eps: 0.1, elementwiseAffine: false }),
    (length, seed) => randomNormal(length, seed).map((v) => v + 1e4),
  ),
  checked(
    "Linear(4, 3), 66 rows: two blocks",
    ["Linear"],
    [66, 4],
    (device) => new Linear(4, 3, { device, dtype }),
  ),
  checked(
    "Linear(4, 3), no bias",
    ["Linear"],
    [2, 3, 4],
    (device) => new Linear(4, 3, { device, dtype, bias: false }),
  ),
  checked("Gelu", ["Gelu"], [4, 7], () => new Gelu()),
  checked(
    "digitsNetwork, 3 hidden values, 2 images",
    ["digitsNetwork"],
    [2, 784],
    (device) => digitsNetwork({ device, hidden: 3, dtype }),
    randomUniform,
  ),
  {
    name: "crossEntropy, 4 samples of 5 classes, scale 0.25",
    against: "gradcheck",
    exports: ["crossEntropy"],
    async measure(cpu) {
      const target = cpu.tensor(Uint32Array.of(3, 0, 2, 4));
      const entropy = (logits: Float64Array) =>
        crossEntropy(cpu.tensor(logits, [4, 5]), target, { scale: 0.25 });
      const report = await gradcheck(
        async (logits: Float64Array) =>
          (await entropy(logits).loss.read<Float64Array>())[0],
        (logits: Float64Array) => entropy(logits).dlogits.read<Float64Array>(),
        randomNormal(20, 1),
      );
      return foundIn(report);
    },
  },
];

const pyTorch: readonly Reference[] = [
  {
    name: `layerNorm and its backward pass, ${goldenLayerNorm.length} cases`,
    against: "PyTorch",
    exports: norms,
    async measure(cpu) {
      const errors: number[] = [];
      for (const golden of goldenLayerNorm) {
        const found = await goldenErrors(cpu, golden, Float64Array);
        errors.push(...found.values());
      }
      return within(Math.max(...errors), bounds.layerNormF64);
    },
  },
  ...goldenOptimizers.map((golden): Reference => ({
    name: `${golden.name}, 1,000 steps`,
    against: golden.optimizer === "lion" ? "its paper" : "PyTorch",
    exports: [golden.optimizer],
    measure: async (cpu) =>
      within(await trajectoryError(cpu, golden), bounds.optimizerF64),
  })),
];

const plainLoops: readonly Reference[] = [
  {
    name: "Accumulator, the mean of 5 uneven ticks",
    against: "a plain loop",
    exports: ["Accumulator"],
    async measure(cpu) {
      const window = new Accumulator(cpu);
      const expected = new Float64Array(100);
      const counts = [1, 7, 2, 64, 3], total = 77;
      for (const [tick, count] of counts.entries()) {
        const mean = randomNormal(expected.length, tick);
        window.add({ w: mean }, { scale: count });
        mean.forEach((v, i) => expected[i] += v * count / total);
        window.tick(count);
      }
      const { gradients } = await window.take<{ w: Float64Array }>();
      return within(
        maxRelativeError(gradients.w, expected),
        bounds.exampleF64,
      );
    },
  },
];

/** All of them. */
export const references: readonly Reference[] = [
  ...modules,
  ...pyTorch,
  ...plainLoops,
];

/** The names of the kernels that a device runs from now on. */
export function recordRuns(device: Device): Set<string> {
  const names = new Set<string>(), { run } = device;
  device.run = function (kernel, ...others) {
    names.add(kernel.name);
    return run.call(this, kernel, ...others);
  };
  return names;
}
