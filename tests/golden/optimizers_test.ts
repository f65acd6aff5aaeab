import { assert, assertEquals } from "@std/assert";
import {
  goldenGradient,
  goldenOptimizers,
  goldenSchedules,
  goldenStart,
  type GoldenState,
  goldenSteps,
} from "./optimizers.ts";

const buffers: Record<string, string[]> = {
  "sgd": [],
  "sgd, momentum 0.9": ["momentum_buffer"],
  "sgd, dampening 0.3": ["momentum_buffer"],
  "sgd, nesterov": ["momentum_buffer"],
  "sgd, weight decay 0.01": [],
  "sgd, all": ["momentum_buffer"],
  "adam": ["exp_avg", "exp_avg_sq"],
  "adam, weight decay 0.1": ["exp_avg", "exp_avg_sq"],
  "adamw": ["exp_avg", "exp_avg_sq"],
  "adamw, other betas and eps": ["exp_avg", "exp_avg_sq"],
  "rmsprop": ["square_avg"],
  "rmsprop, momentum 0.9": ["momentum_buffer", "square_avg"],
  "rmsprop, centered": ["grad_avg", "square_avg"],
  "rmsprop, weight decay 0.01": ["square_avg"],
  "rmsprop, all": ["grad_avg", "momentum_buffer", "square_avg"],
  "lion": ["exp_avg"],
  "lion, weight decay 0.1": ["exp_avg"],
};

const isFloat32 = (value: number) => Math.fround(value) === value;

function assertWhole({ x, state }: GoldenState, name: string): void {
  assertEquals(Object.keys(state).sort(), buffers[name], name);
  for (const values of [x, ...Object.values(state)]) {
    assertEquals(values.length, goldenStart.length, name);
    assert(values.every(Number.isFinite), name);
  }
}

Deno.test("golden trajectories of optimizers are whole, finite and 1,000 steps long", () => {
  assertEquals(goldenSteps, 1000);
  assert(goldenStart.length === 6 && goldenStart.every(isFloat32));
  assertEquals(goldenOptimizers.map(({ name }) => name), Object.keys(buffers));
  for (const { name, recorded, pairs } of goldenOptimizers) {
    assertEquals(recorded.map(({ step }) => step), [
      1,
      2,
      3,
      10,
      100,
      500,
      1000,
    ]);
    const states = recorded.map(({ x }) => x.join());
    assertEquals(new Set(states).size, states.length, name);
    recorded.forEach((record) => assertWhole(record, name));
    assertEquals(pairs.length, 20, name);
    for (const { before, gradient, after } of pairs) {
      assertWhole(before, name);
      assertWhole(after, name);
      for (
        const values of [gradient, before.x, ...Object.values(before.state)]
      ) {
        assert(values.every(isFloat32), name);
      }
    }
  }
});

Deno.test("the gradient of the golden trajectories has PyTorch's bits", () => {
  for (const { name, recorded: [first, second, third] } of goldenOptimizers) {
    assertEquals(goldenGradient(1, goldenStart), first.gradient, name);
    assertEquals(goldenGradient(2, first.x), second.gradient, name);
    assertEquals(goldenGradient(3, second.x), third.gradient, name);
  }
});

Deno.test("a plain step of golden sgd, followed for 1,000 steps, has PyTorch's parameters", () => {
  const { options, recorded } = goldenOptimizers[0];
  let x = goldenStart;
  for (let step = 1; step <= goldenSteps; step++) {
    const gradient = goldenGradient(step, x);
    x = x.map((value, i) => value - options.learningRate * gradient[i]);
    const expected = recorded.find((record) => record.step === step);
    for (const [i, value] of expected?.x.entries() ?? []) {
      assert(Math.abs(x[i] - value) <= 1e-14 * Math.abs(value), `step ${step}`);
    }
  }
});

Deno.test("golden schedules hold finite learning rates", () => {
  assertEquals(goldenSchedules.length, 11);
  for (const { pytorch, values } of goldenSchedules) {
    assert(values.length >= 8 && values.every((v) => v >= 0 && v < 1), pytorch);
  }
});
