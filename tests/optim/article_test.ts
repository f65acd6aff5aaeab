/**
 * The article's `Ticks(momentum)`: an accumulator that decays, divided by 1 - momentum in each step. With the
 * accumulator set to zero at first, which its code forgets, it is sgd with momentum.
 */

import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import {
  type Device,
  type FloatArray,
  Parameters,
  sgd,
  Ticks,
} from "../../mod.ts";
import { nameOf, testOnEachDevice } from "../devices.ts";

const size = 1000, steps = 50, seeds = [0, 1, 2];

/** A precision: its arrays, how it rounds, and the bits of its significand. */
const f32 = {
  dtype: "f32",
  array: Float32Array,
  round: Math.fround,
  bits: 23,
} as const;
const f64 = {
  dtype: "f64",
  array: Float64Array,
  round: (v: number) => v,
  bits: 52,
} as const;
/** As TypeScript computes with a `Float32Array`, and so the CPU device: rounded where it is stored. */
const stored = { ...f32, round: f64.round } as const;
type Precision = typeof f32 | typeof f64 | typeof stored;

function gradientOf(
  step: number,
  { array }: Precision,
  seed: number,
): FloatArray {
  // The same numbers in all precisions.
  return array.from(Float32Array.from(randomNormal(size, 1000 * seed + step)));
}

/** The article's loop, every operation rounded; gives the values after each step. */
function article(
  momentum: number,
  precision: Precision,
  seed: number,
): FloatArray[] {
  const { array, round } = precision;
  const w = new array(size), accumulator = new array(size);
  const m = round(momentum), left = round(1 - momentum);
  return Array.from({ length: steps }, (_, step) => {
    gradientOf(step, precision, seed).forEach((g, i) => {
      accumulator[i] = round(m * accumulator[i]) + g;
      w[i] -= round(accumulator[i] / left);
    });
    return w.slice();
  });
}

async function ours(
  device: Device,
  momentum: number,
  precision: Precision,
  seed: number,
): Promise<FloatArray[]> {
  const { dtype } = precision;
  const parameters = new Parameters(device, { w: { shape: [size], dtype } });
  const ticks = new Ticks(parameters, {
    optimizer: sgd({ learningRate: 1 / (1 - momentum), momentum }),
  });
  const values: FloatArray[] = [];
  for (let step = 0; step < steps; step++) {
    ticks.add({ w: gradientOf(step, precision, seed) });
    await ticks.tick();
    values.push(await parameters.get("w").value.read());
  }
  return values;
}

testOnEachDevice(
  "the article's Ticks has the bits of sgd at a momentum of 0.5",
  async (device) => {
    for (const seed of seeds) {
      for (const precision of device.kind === "cpu" ? [f32, f64] : [f32]) {
        const expected = article(0.5, precision, seed);
        const actual = await ours(device, 0.5, precision, seed);
        assert(expected.at(-1)!.every((v) => v !== 0));
        // Arrays that differ by many values take a gigabyte to show: the first step that does is enough.
        const differs = actual.findIndex((values, step) =>
          values.some((v, i) => !Object.is(v, expected[step][i]))
        );
        assertEquals([actual.length, differs], [steps, -1]);
      }
    }
  },
);

testOnEachDevice(
  "at 0.9 it is within a spacing a step, of the largest value or change so far",
  async (device) => {
    let worst = 0;
    for (const seed of seeds) {
      // The loop that rounds every operation is up to 1.5 spacings a step from the CPU, which rounds less often.
      for (const precision of device.kind === "cpu" ? [stored, f64] : [f32]) {
        const expected = article(0.9, precision, seed);
        const actual = await ours(device, 0.9, precision, seed);
        worst = Math.max(worst, spacingsAStep(actual, expected, precision));
      }
    }
    console.log(
      `${nameOf(device)}: ${worst.toFixed(2)} spacings a step at most`,
    );
    assert(worst > 0); // dividing by 1 - 0.9 is not multiplying by its reciprocal
  },
);

/** The largest error after a step, in spacings, over the number of steps; fails above 1. */
function spacingsAStep(
  actual: readonly FloatArray[],
  expected: readonly FloatArray[],
  { bits }: Precision,
): number {
  let worst = 0;
  for (let i = 0; i < size; i++) {
    let largest = 0, before = 0;
    for (let step = 0; step < steps; step++) {
      const w = expected[step][i];
      largest = Math.max(largest, Math.abs(w), Math.abs(w - before));
      before = w;
      const spacing = 2 ** (Math.floor(Math.log2(largest)) - bits);
      const error = Math.abs(actual[step][i] - w) / spacing;
      assert(
        error <= step + 1,
        `step ${step}, element ${i}: ${error} spacings`,
      );
      worst = Math.max(worst, error / (step + 1));
    }
  }
  return worst;
}
