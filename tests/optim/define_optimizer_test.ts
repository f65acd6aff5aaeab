/** An optimizer of one's own: all that a page can have, on every device, against a plain loop. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import { arenas } from "../../lib/device/parameters.ts";
import { decodeSafetensors } from "../../lib/ticks/safetensors.ts";
import {
  adamw,
  defineOptimizer,
  type Device,
  GpuValidationError,
  openDevice,
  type OptimizerSettings,
  Parameters,
  Ticks,
} from "../../mod.ts";
import { testOnEachDevice, testOnWebGpu } from "../devices.ts";

/**
 * Sign descent with a velocity and, where it is asked for, an average of the values. With halves and quarters
 * every operation is exact in f32, in whatever order and on whatever device.
 */
const signDescent = defineOptimizer({
  name: "sign_descent",
  state: ["velocity"],
  optionalState: ["average"],
  hyper: ["keep", "dead"],
  wgsl: `
    override HAS_AVERAGE: bool;

    struct Hyper {
      keep: f32,
      dead: f32,
    }

    @group(0) @binding(5) var<storage, read_write> velocity: array<vec4f>;
    @group(0) @binding(6) var<storage, read_write> average: array<vec4f>;

    fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
      let v = args.hyper.keep * velocity[i] + step.correction2 * gradient;
      velocity[i] = v;
      let direction = select(sign(v), vec4f(), abs(v) <= vec4f(args.hyper.dead));
      let w = value - step.learning_rate * (direction + step.weight_decay * value);
      if (HAS_AVERAGE) {
        average[i] += step.correction1 * (w - average[i]);
      }
      return w;
    }`,
  update(run) {
    const { value, gradient, state, start, end, hyper, corrections } = run;
    const { velocity, average } = state;
    for (let i = start, j = 0; i < end; i++, j++) {
      const v = hyper.keep * velocity[i] + corrections[1] * gradient[j];
      velocity[i] = v;
      const direction = Math.abs(v) <= hyper.dead ? 0 : Math.sign(v);
      value[i] -= run.learningRate * (direction + run.weightDecay * value[i]);
      if (average) average[i] += corrections[0] * (value[i] - average[i]);
    }
  },
});

const settings: OptimizerSettings = {
  learningRate: (step) => step === 0 ? 0.5 : 0.25,
  weightDecay: 0.5,
  hyper: { keep: 0.5, dead: 0.75 },
  corrections: (step) => [step === 1 ? 1 : 0.5, step <= 2 ? 2 : 1],
  correctionSteps: 3,
};
const steps = 4, size = 5000;

/** Gradients and first values: quarters, and no -0. */
const quarters = (seed: number) =>
  Float32Array.from(randomNormal(size, seed), (v) => Math.round(4 * v) / 4 + 0);

/** The same by a plain loop, which knows nothing of pages. */
function loop(decay: number) {
  const w = quarters(0), velocity = new Float32Array(size);
  const average = new Float32Array(size);
  for (let step = 0; step < steps; step++) {
    const g = quarters(step + 1), rate = [0.5, 0.25, 0.25, 0.25][step];
    for (let i = 0; i < size; i++) {
      velocity[i] = velocity[i] / 2 + [2, 2, 1, 1][step] * g[i];
      const size = Math.abs(velocity[i]);
      const direction = size <= 0.75 ? 0 : velocity[i] / size;
      w[i] -= rate * direction + rate * decay * w[i];
      average[i] = step === 0 ? w[i] : (w[i] + average[i]) / 2;
    }
  }
  return { w, velocity, average };
}

async function train(device: Device, optionalState: string[]) {
  const parameters = new Parameters(device, {
    w: { shape: [size], init: quarters(0) },
  });
  const optimizer = signDescent({ ...settings, optionalState });
  const ticks = new Ticks(parameters, { every: 2, optimizer });
  for (let step = 0; step < steps; step++) {
    ticks.add({ w: quarters(step + 1) }, { scale: 4 });
    await ticks.tick(1);
    await ticks.tick(3);
  }
  const { tensors, metadata } = decodeSafetensors(await ticks.save());
  ticks.dispose();
  return { tensors, metadata };
}

testOnEachDevice(
  "an optimizer of one's own has the bits of a plain loop",
  async (device) => {
    const { w, velocity, average } = loop(0.5);
    const { tensors, metadata } = await train(device, ["average"]);
    assertEquals(metadata.optimizer, "sign_descent");
    assertEquals(tensors["value.w"].data, w);
    assertEquals(tensors["velocity.w"].data, velocity);
    assertEquals(tensors["average.w"].data, average);
  },
);

testOnEachDevice(
  "optional state that is not asked for is not there, and the rest is the same",
  async (device) => {
    const { w, velocity } = loop(0.5);
    const { tensors } = await train(device, []);
    assertEquals(tensors["value.w"].data, w);
    assertEquals(tensors["velocity.w"].data, velocity);
    assert(!("average.w" in tensors));
  },
);

testOnEachDevice(
  "what pads the parameters stays zero, whatever a rule makes of zero",
  async (device) => {
    const addOne = defineOptimizer({
      name: "add_one",
      state: [],
      hyper: ["one"],
      wgsl: `
        struct Hyper { one: f32 }

        fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
          return value + args.hyper.one;
        }`,
      update({ value, start, end, hyper }) {
        for (let i = start; i < end; i++) value[i] += hyper.one;
      },
    });
    const parameters = new Parameters(device, {
      a: { shape: [1] },
      b: { shape: [2, 35] },
    });
    const optimizer = addOne({ learningRate: 1, hyper: { one: 1 } });
    const ticks = new Ticks(parameters, { optimizer });
    await ticks.tick();
    const all = new Float32Array(192); // a from 0, b from 64 on
    all[0] = 1;
    all.fill(1, 64, 134);
    assertEquals(await arenas(parameters).values.read(), all);
  },
);

testOnWebGpu(
  "a mistake in a page's WGSL reaches whoever waits next",
  async () => {
    using device = await openDevice("webgpu"); // one that has nothing else to lose
    const wrong = defineOptimizer({
      name: "wrong",
      state: [],
      hyper: ["one"],
      wgsl: `
        struct Hyper { one: f32 }

        fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
          return velocity[i];
        }`,
      update() {},
    });
    const parameters = new Parameters(device, { w: { shape: [3] } });
    const optimizer = wrong({ learningRate: 1, hyper: { one: 1 } });
    const ticks = new Ticks(parameters, { optimizer });
    await ticks.tick();
    const error = await assertRejects(() => ticks.report(), GpuValidationError);
    assert(
      error.message.includes("'wrong'") && error.message.includes("velocity"),
    );
  },
);

Deno.test("an optimizer is shown in a line, without its code", () => {
  const rate = adamw({
    learningRate: (step) => 1 / (1 + step),
    weightDecay: 0,
  });
  const expected = `adamw(learningRate by step, weightDecay 0, oneMinusBeta1 ${
    1 - 0.9
  }, oneMinusBeta2 ${1 - 0.999}, eps 1e-8, decoupled 1)`;
  assertEquals(String(rate), expected);
  assertEquals(Deno.inspect(rate), expected);
});
