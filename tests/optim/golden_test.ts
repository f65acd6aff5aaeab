/**
 * The optimizers against PyTorch's: in f64 over 1,000 steps; in f32 step by step from PyTorch's states, with
 * the drift over 1,000 steps printed.
 */

import { assert, assertEquals } from "@std/assert";
import { maxRelativeError } from "../../lib/check/measures.ts";
import { adam, adamw, Parameters, rmsprop, Ticks } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, nameOf, testOnEachDevice } from "../devices.ts";
import {
  goldenGradient,
  goldenOptimizers,
  goldenStart,
} from "../golden/optimizers.ts";
import {
  follow,
  optimizerOf,
  stepSpacings,
  trajectoryError,
} from "./golden_steps.ts";

for (const golden of goldenOptimizers) {
  Deno.test(`${golden.name}: 1,000 steps in f64 are PyTorch's`, async () => {
    const error = await trajectoryError(cpu, golden);
    assert(
      error <= bounds.optimizerF64,
      `the error is ${error}, expected at most ${bounds.optimizerF64}`,
    );
  });
}

testOnEachDevice(
  "each step in f32 from PyTorch's state is within 4 spacings of PyTorch's",
  async (device) => {
    for (const golden of goldenOptimizers) {
      const error = await stepSpacings(device, golden);
      assert(
        error <= bounds.optimizerSpacings,
        `${golden.name}: ${error} spacings, expected at most ${bounds.optimizerSpacings}`,
      );
    }
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
