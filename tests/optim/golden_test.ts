/**
 * The optimizers against PyTorch's: in f64 over 1,000 steps; in f32 step by step from PyTorch's states, with
 * the drift over 1,000 steps printed.
 */

import { assert, assertEquals } from "@std/assert";
import { maxRelativeError } from "../../lib/check/measures.ts";
import { arenas } from "../../lib/device/parameters.ts";
import { OptimizerStep } from "../../lib/optim/step.ts";
import {
  adam,
  adamw,
  type Device,
  type FloatArray,
  lion,
  type Optimizer,
  Parameters,
  rmsprop,
  sgd,
  Ticks,
} from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, nameOf, testOnEachDevice } from "../devices.ts";
import {
  goldenGradient,
  type GoldenOptimizer,
  goldenOptimizers,
  goldenStart,
  goldenSteps,
} from "../golden/optimizers.ts";

const make = { sgd, adam, adamw, rmsprop, lion };

function optimizerOf({ optimizer, options }: GoldenOptimizer): Optimizer {
  return make[optimizer](options);
}

/** 1,000 steps by gradients at our own parameters; what is there after each recorded step. */
async function follow(
  device: Device,
  golden: GoldenOptimizer,
  array: typeof Float64Array | typeof Float32Array,
): Promise<{ x: FloatArray; state: Record<string, FloatArray> }[]> {
  const parameters = new Parameters(device, {
    x: {
      shape: [goldenStart.length],
      init: goldenStart,
      dtype: array === Float64Array ? "f64" : "f32",
    },
  });
  const { value } = parameters.get("x");
  const joined = arenas(parameters), optimizer = optimizerOf(golden);
  const step = new OptimizerStep(joined, optimizer, [{
    learningRateFactor: 1,
    weightDecay: optimizer.weightDecay,
    frozen: false,
  }]);
  const found: { x: FloatArray; state: Record<string, FloatArray> }[] = [];
  const recorded = golden.recorded.map(({ step }) => step);
  for (let number = 1; number <= goldenSteps; number++) {
    const gradient = goldenGradient(number, await value.read());
    parameters.get("x").addGradient(array.from(gradient));
    step.record(number - 1, {
      count: 1,
      learningRate: golden.options.learningRate,
      clipNorm: 0,
      clipValue: 0,
    });
    if (!recorded.includes(number)) continue;
    const state: Record<string, FloatArray> = {};
    for (const name of optimizer.state) {
      state[name] = (await step.state[name].read()).slice(
        0,
        goldenStart.length,
      );
    }
    found.push({ x: await value.read(), state });
  }
  return found;
}

for (const golden of goldenOptimizers) {
  Deno.test(`${golden.name}: 1,000 steps in f64 are PyTorch's`, async () => {
    const found = await follow(cpu, golden, Float64Array);
    assertEquals(found.length, golden.recorded.length);
    golden.recorded.forEach(({ step, x, state }, i) => {
      const what = `${golden.name}, step ${step}`;
      assertWithin(what, found[i].x, x, bounds.optimizerF64);
      assertEquals(
        Object.keys(found[i].state).sort(),
        Object.keys(state).sort(),
      );
      for (const name in state) {
        assertWithin(
          `${what}: ${name}`,
          found[i].state[name],
          state[name],
          bounds.optimizerF64,
        );
      }
    });
  });
}

/** The distance between neighbours of f32 at a value. */
function spacing(value: number): number {
  const magnitude = Math.abs(Math.fround(value));
  return magnitude < 2 ** -126
    ? 2 ** -149
    : 2 ** (Math.floor(Math.log2(magnitude)) - 23);
}

/** One step from a golden state, on a device in f32. */
async function oneStep(
  device: Device,
  golden: GoldenOptimizer,
  { step, before, gradient }: GoldenOptimizer["pairs"][number],
): Promise<FloatArray> {
  const optimizer = optimizerOf(golden);
  const parameters = new Parameters(device, {
    x: { shape: [before.x.length], init: before.x },
  });
  const tested = new OptimizerStep(arenas(parameters), optimizer, [{
    learningRateFactor: 1,
    weightDecay: optimizer.weightDecay,
    frozen: false,
  }]);
  for (const name of optimizer.state) {
    const arena = new Float32Array(tested.state[name].size);
    arena.set(before.state[name]);
    tested.state[name].write(arena);
  }
  tested.counts.write(new Uint32Array([step - 1, 0]));
  parameters.get("x").addGradient(Float32Array.from(gradient));
  tested.record(step - 1, {
    count: 1,
    learningRate: golden.options.learningRate,
    clipNorm: 0,
    clipValue: 0,
  });
  const x = await parameters.get("x").value.read();
  tested.dispose();
  return x;
}

testOnEachDevice(
  "each step in f32 from PyTorch's state is within 4 spacings of PyTorch's",
  async (device) => {
    const worst: string[] = [];
    for (const golden of goldenOptimizers) {
      let largest = 0;
      const found = await Promise.all(
        golden.pairs.map((pair) => oneStep(device, golden, pair)),
      );
      golden.pairs.forEach((pair, at) => {
        pair.after.x.forEach((expected, i) => {
          // A parameter that crosses zero has lost digits before: what counts is the larger one.
          const scale = spacing(
            Math.max(Math.abs(expected), Math.abs(pair.before.x[i])),
          );
          const error = Math.abs(found[at][i] - expected) / scale;
          assert(
            error <= bounds.optimizerSpacings,
            `${golden.name}, step ${pair.step}, element ${i}: ${error} spacings`,
          );
          largest = Math.max(largest, error);
        });
      });
      worst.push(`${golden.name} ${largest.toFixed(1)}`);
    }
    console.log(`${nameOf(device)}: spacings of f32: ${worst.join("; ")}`);
  },
);

testOnEachDevice("the drift of f32 over 1,000 steps", async (device) => {
  // On a GPU each step waits for its gradient, which is computed here; a wait for one case is a wait for all.
  const drifts = await Promise.all(goldenOptimizers.map(async (golden) => {
    const last = (await follow(device, golden, Float32Array)).at(-1)!;
    const drift = maxRelativeError(last.x, golden.recorded.at(-1)!.x);
    assert(Number.isFinite(drift));
    return `${golden.name} ${drift.toExponential(1)}`;
  }));
  console.log(`${nameOf(device)}: drift in f32: ${drifts.join("; ")}`);
});

Deno.test("Ticks takes the steps that are compared here", async () => {
  const golden = goldenOptimizers.find(({ name }) => name === "adamw")!;
  const parameters = new Parameters(cpu, {
    x: { shape: [goldenStart.length], init: goldenStart, dtype: "f64" },
  });
  const { value } = parameters.get("x");
  const ticks = new Ticks(parameters, {
    every: 2,
    optimizer: optimizerOf(golden),
  });
  const recorded = new Map(golden.recorded.map((r) => [r.step, r.x]));
  for (let number = 1; number <= 100; number++) {
    const half = goldenGradient(number, await value.read()).map((g) => g / 2);
    for (let tick = 0; tick < 2; tick++) {
      ticks.add({ x: half }, { scale: 4 });
      await ticks.tick(2);
    }
    const expected = recorded.get(number);
    if (expected) {
      assertWithin(
        `step ${number}`,
        await value.read(),
        expected,
        bounds.optimizerF64,
      );
    }
  }
});

testOnEachDevice(
  "a gradient whose square is no f32 leaves finite values",
  async (device) => {
    for (const optimizer of [adam(), adamw(), rmsprop()]) {
      const parameters = new Parameters(device, { x: { shape: [2], init: 1 } });
      const ticks = new Ticks(parameters, { optimizer });
      for (const gradient of [2e19, 1, 1]) {
        ticks.add({ x: new Float32Array([gradient, 1]) });
        await ticks.tick();
      }
      const values = await parameters.get("x").value.read();
      assert(values.every(Number.isFinite), `${optimizer.name}: ${values}`);
      assertEquals((await ticks.report()).applied, 3);
    }
  },
);
