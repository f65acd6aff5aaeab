/**
 * The step of a window is that of the one big batch: near f64 for any partition, and to the bit for cuts
 * at multiples of 64 rows.
 */

import { assert, assertEquals } from "@std/assert";
import { randomNormal, randomUniform } from "../../lib/check/random.ts";
import { maxRelativeError } from "../../lib/check/measures.ts";
import {
  adamw,
  type Device,
  type FloatArray,
  LayerNorm,
  Parameters,
  Ticks,
} from "../../mod.ts";
import { crossEntropy, Linear } from "../../examples/mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, nameOf, testOnEachDevice } from "../devices.ts";
import { capture } from "./capture.ts";

type Model = ReturnType<typeof model>;

const samples = 4096, width = 24, classes = 5;
const seeds = { x: 1, target: 2 };
const x = Float32Array.from(randomNormal(samples * width, seeds.x));
const target = Uint32Array.from(
  randomUniform(samples, seeds.target),
  (v) => v * classes,
);

/** Random sizes that sum to the number of samples. */
function partition(parts: number, seed: number, multiple = 1): number[] {
  const cuts = [...randomUniform(parts - 1, seed)]
    .map((v) => Math.floor(v * samples / multiple) * multiple)
    .sort((a, b) => a - b);
  return [...cuts, samples].map((cut, i) => cut - (cuts[i - 1] ?? 0))
    .filter((size) => size > 0);
}

/** Layer norm and a linear layer, weights away from 1 and 0. */
function model(device: Device, dtype: "f32" | "f64" = "f32") {
  const norm = new LayerNorm(width, { device, dtype });
  const head = new Linear(width, classes, { device, dtype, seed: 7 });
  const array = dtype === "f64" ? Float64Array : Float32Array;
  // What both start from must be the same numbers: those that f32 holds.
  norm.weight!.value.write(
    array.from(Float32Array.from(randomNormal(width, 3))),
  );
  norm.bias!.value.write(array.from(Float32Array.from(randomNormal(width, 4))));
  const weight = Float32Array.from(
    randomNormal(width * classes, 5),
    (v) => v / 5,
  );
  head.weight.value.write(array.from(weight));
  head.bias!.value.write(new array(classes));
  const parameters = Parameters.of({ norm, head });
  const backward = (start: number, size: number, scale = 1) =>
    device.scope(() => {
      const end = start + size;
      const values = array.from(x.subarray(start * width, end * width));
      const hidden = norm.forward(device.tensor(values, [size, width]));
      const out = head.forward(hidden.y);
      const { loss, dlogits } = crossEntropy(
        out.y,
        device.tensor(target.subarray(start, end)),
        { scale },
      );
      hidden.backward(out.backward(dlogits));
      return loss;
    });
  return { parameters, backward };
}

/** The gradient of the step over micro-batches of these sizes; the values are put back. */
async function stepGradient(
  { parameters, backward }: Model,
  sizes: readonly number[],
  scale: (size: number) => number = () => 1,
  count: (size: number) => number = (size) => size,
): Promise<Record<string, FloatArray>> {
  const every = sizes.length;
  using ticks = new Ticks(parameters, { every, optimizer: capture });
  const before = await valuesOf(parameters);
  let start = 0;
  for (const size of sizes) {
    backward(start, size, scale(size)).dispose();
    start += size;
    await ticks.tick(count(size));
  }
  assertEquals(ticks.step, 1);
  const gradient = await valuesOf(parameters);
  for (const { name, value } of parameters) value.write(before[name]);
  return gradient;
}

async function valuesOf(
  parameters: Parameters,
): Promise<Record<string, FloatArray>> {
  const values: Record<string, FloatArray> = {};
  for (const { name, value } of parameters) values[name] = await value.read();
  return values;
}

/** The largest error over the parameters, each relative to its largest value. */
function worst(
  actual: Record<string, FloatArray>,
  expected: Record<string, FloatArray>,
): number {
  const errors = Object.keys(expected).map((name) =>
    maxRelativeError(actual[name], expected[name])
  );
  return errors.includes(NaN) ? NaN : Math.max(...errors);
}

testOnEachDevice(
  "any partition gives the gradient of the one batch; the mean of means does not",
  async (device) => {
    const expected = await stepGradient(model(cpu, "f64"), [samples]);
    const tested = model(device);
    let error = 0;
    const wrong: number[] = [];
    for (const [seed, parts] of [1, 3, 7, 33, 64].entries()) {
      const sizes = partition(parts, 10 + seed);
      const actual = await stepGradient(tested, sizes);
      for (const name in expected) {
        const one = assertWithin(
          `${name} from ${sizes.length} micro-batches`,
          actual[name],
          expected[name],
          bounds.stepGradientF32,
        );
        error = Math.max(error, one);
      }
      if (sizes.length === 1) continue;
      // What others shipped: the mean of each micro-batch, and the mean of those.
      const means = await stepGradient(
        tested,
        sizes,
        (size) => 1 / size,
        () => 1,
      );
      wrong.push(worst(means, expected));
    }
    console.log(
      `${nameOf(device)}: gradient of a step ${
        error.toExponential(1)
      }; mean of means wrong by ${
        wrong.map((v) => `${(100 * v).toFixed(0)} %`).join(", ")
      }`,
    );
    assert(wrong.length === 4 && wrong.every((v) => v > 0.02));
  },
);

testOnEachDevice(
  "the gradient of a mean, scaled by its count, is that of the sum",
  async (device) => {
    const sizes = [64, 192];
    const { parameters, backward } = model(device);
    const sums = await stepGradient({ parameters, backward }, sizes);
    const { grad, value } = parameters.get("head.weight");
    const means: FloatArray[] = [];
    for (const [i, size] of sizes.entries()) {
      backward(i * sizes[0], size, 1 / size).dispose();
      means.push(await grad.read());
      parameters.zeroGrad();
    }
    using ticks = new Ticks(parameters, { every: 2, optimizer: capture });
    for (const [i, size] of sizes.entries()) {
      ticks.add({ head: { weight: means[i] } }, { scale: size });
      await ticks.tick(size);
    }
    assertWithin(
      "head.weight",
      await value.read(),
      sums["head.weight"],
      bounds.stepGradientF32,
    );
  },
);

testOnEachDevice(
  "cuts at multiples of 64 rows give the bits of the uncut batch, over ten adamw steps",
  async (device) => {
    const train = async (sizes: (step: number) => number[]) => {
      const { parameters, backward } = model(device);
      using ticks = new Ticks(parameters, {
        every: (step) => sizes(step).length,
        optimizer: adamw({ learningRate: 1e-2 }),
        clipNorm: 0.5,
      });
      const gradients: FloatArray[] = [];
      for (let step = 0; step < 10; step++) {
        let start = 0;
        for (const size of sizes(step)) {
          backward(start, size).dispose();
          start += size;
          if (start === samples) {
            for (const { grad } of parameters) {
              gradients.push(await grad.read());
            }
          }
          await ticks.tick(size);
        }
      }
      assertEquals(ticks.step, 10);
      return { gradients, values: await valuesOf(parameters) };
    };
    const whole = await train(() => [samples]);
    const cut = await train((step) => partition(2 + 3 * step, step, 64));
    assertEquals(cut.gradients, whole.gradients);
    assertEquals(cut.values, whole.values);
    assert(whole.gradients.every((values) => values.some((v) => v !== 0)));
  },
);
