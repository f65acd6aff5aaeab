import { assert, assertEquals, assertRejects } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import {
  Accumulator,
  adamw,
  type Device,
  type FloatArray,
  type Optimizer,
  Parameters,
  schedules,
  Tensor,
  Ticks,
  type TicksOptions,
} from "../../mod.ts";
import type { DeviceLimits } from "../../lib/device/backend.ts";
import { CpuBackend } from "../../lib/device/cpu_backend.ts";
import { makeDevice } from "../../lib/device/device.ts";
import { lost } from "../../lib/device/parameter.ts";
import { arenas } from "../../lib/device/parameters.ts";
import { partsOf } from "../../lib/device/tensor.ts";
import { addBlocks } from "../../lib/norm/accumulate_blocks.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, nameOf, testOnEachDevice } from "../devices.ts";
import { capture } from "./capture.ts";

const f32 = (...values: number[]) => new Float32Array(values);

/** Two parameters, one of them longer than a segment. */
function make(device: Device, options: Partial<TicksOptions> = {}) {
  const parameters = new Parameters(device, {
    w: { shape: [2], init: 1 },
    v: { shape: [3, 1001], init: (i) => i / 1000 },
  });
  const ticks = new Ticks(parameters, { optimizer: capture, ...options });
  const value = (name: string) => parameters.get(name).value.read();
  return { parameters, ticks, value };
}

testOnEachDevice(
  "a window closes by ticks, by a function and by count",
  async (device) => {
    const stepsOf = async (
      every: TicksOptions["every"],
      counts: readonly number[],
    ) => {
      const { ticks } = make(device, { every });
      const closed: (number[] | null)[] = [];
      for (const count of counts) {
        const step = await ticks.tick(count);
        closed.push(step && [step.step, step.count]);
      }
      return { closed, left: [ticks.step, ticks.pending, ticks.count] };
    };
    assertEquals(await stepsOf(undefined, [3, 4]), {
      closed: [[1, 3], [2, 4]],
      left: [2, 0, 0],
    });
    assertEquals(await stepsOf(2, [3, 4, 5]), {
      closed: [null, [1, 7], null],
      left: [1, 1, 5],
    });
    assertEquals(await stepsOf((step) => step + 1, [1, 2, 3, 4, 5, 6]), {
      closed: [[1, 1], null, [2, 5], null, null, [3, 15]],
      left: [3, 0, 0],
    });
    assertEquals(await stepsOf({ count: 10 }, [4, 6, 9, 2, 10, 0.5]), {
      closed: [null, [1, 10], null, [2, 11], [3, 10], null],
      left: [3, 1, 0.5],
    });
  },
);

testOnEachDevice(
  "the last, partial window is divided by its own count",
  async (device) => {
    const { ticks, value } = make(device, { every: 4 });
    assertEquals(await ticks.flush(), null);
    ticks.add({ w: f32(6, 9) });
    await ticks.tick(1);
    await ticks.tick(2);
    const step = await ticks.flush();
    assertEquals([step?.step, step?.count, step?.loss], [1, 3, undefined]);
    assertEquals(await value("w"), f32(2, 3));
    assertEquals(await ticks.flush(), null);
    assertEquals([ticks.step, ticks.pending, ticks.count], [1, 0, 0]);
  },
);

testOnEachDevice(
  "a parameter without a gradient counts as zero, and nothing is left in the window",
  async (device) => {
    const { ticks, parameters, value } = make(device);
    ticks.add({ w: f32(1, 2) });
    await ticks.tick();
    assertEquals(await value("v"), new Float32Array(3003));
    for (const { grad } of parameters) {
      assert((await grad.read()).every((v) => v === 0));
    }
    ticks.add({ w: f32(5, 5) });
    ticks.reset();
    await ticks.tick();
    assertEquals(await value("w"), f32(0, 0));
  },
);

testOnEachDevice(
  "losses are divided by the count, numbers and tensors",
  async (device) => {
    const { ticks } = make(device, { every: 2 });
    assertEquals(await ticks.tick(1, { loss: 4 }), null);
    const step = await ticks.tick(3, { loss: 6 });
    assertEquals(step, { step: 1, count: 4, loss: 2.5 });
    const loss = device.tensor([3], []);
    await ticks.tick(2, { loss });
    const other = await ticks.tick(2, { loss: device.tensor([6], [1]) });
    assert(other?.loss instanceof Tensor);
    assertEquals(other.loss.shape, []);
    assertEquals(await other.loss.read(), f32(2.25));
    assertEquals(await loss.read(), f32(3));

    await ticks.tick(1, { loss: 1 });
    const wrong: [unknown, string][] = [
      [loss, "a tensor, expected a number"],
      [undefined, "left out, expected a number"],
    ];
    for (const [loss, message] of wrong) {
      await assertRejects(
        () => ticks.tick(1, { loss: loss as number }),
        TypeError,
        `ticks.tick: loss is ${message} as in the window's other ticks`,
      );
    }
    await assertRejects(
      () => ticks.tick(1, { loss: "1" as unknown as number }),
      TypeError,
      "ticks.tick: loss is string, expected a number or a tensor of one value",
    );
    await assertRejects(
      () => ticks.tick(1, { loss: device.zeros([2]) }),
      TypeError,
      "ticks.tick: loss has shape [2], expected []",
    );
    assertEquals((await ticks.flush())?.loss, 1);
  },
);

testOnEachDevice(
  "the mean gradient is clipped by norm, then by value",
  async (device) => {
    const v = new Float32Array(3003);
    v[3002] = 12;
    const gradients = { w: f32(3, 4), v };
    const clipped = async (options: Partial<TicksOptions>) => {
      const { ticks, value } = make(device, options);
      ticks.add(gradients, { scale: 2 });
      await ticks.tick(2);
      const { gradientNorm } = await ticks.report();
      assertWithin("norm", [gradientNorm], [13], bounds.stepGradientF32);
      return [...await value("w"), (await value("v"))[3002]];
    };
    assertEquals(await clipped({}), [3, 4, 12]);
    assertEquals(await clipped({ clipNorm: 14 }), [3, 4, 12]);
    assertEquals(await clipped({ clipValue: 3.5 }), [3, 3.5, 3.5]);
    const byNorm = [3, 4, 12].map((g) => g * 6.5 / (13 + 1e-6));
    assertWithin("by norm", await clipped({ clipNorm: 6.5 }), byNorm, 2e-7);
    const both = byNorm.map((g) => Math.min(g, 1.75));
    assertWithin(
      "by both",
      await clipped({ clipNorm: 6.5, clipValue: 1.75 }),
      both,
      bounds.stepGradientF32,
    );
  },
);

testOnEachDevice(
  "the norm neither overflows at 1e30 nor vanishes at 1e-30",
  async (device) => {
    for (const size of [1e30, 1, 1e-30]) {
      const { ticks, value } = make(device, { clipNorm: 1e-36 });
      const values = Float32Array.from(randomNormal(3003, 5), (v) => v * size);
      ticks.add({ v: values });
      await ticks.tick();
      const norm = Math.hypot(...values);
      const { gradientNorm, applied } = await ticks.report();
      assertEquals(applied, 1);
      assertWithin("norm", [gradientNorm], [norm], bounds.stepGradientF32);
      if (size === 1e30) {
        const factor = 1e-36 / (norm + 1e-6);
        // 1e-36 / 5e31 is no f32: what is clipped so hard is 0, and not NaN.
        assert(
          (await value("v")).every((v) => Math.abs(v) <= 1e30 * factor * 2),
        );
      }
    }
  },
);

/** Adds a bad value into one window of four. */
testOnEachDevice(
  "a step with NaN or infinity changes no bit and counts as skipped",
  async (device) => {
    const train = async (bad: number | null, at: "w" | "v") => {
      const { ticks, parameters } = make(device, {
        every: 2,
        optimizer: adamw({ learningRate: 0.1 }),
        clipNorm: 1,
      });
      for (let step = 0; step < 3; step++) {
        for (let tick = 0; tick < 2; tick++) {
          const v = Float32Array.from(randomNormal(3003, 10 * step + tick));
          ticks.add({ w: f32(step, tick), v });
          await ticks.tick(3);
        }
        if (step === 1 && bad !== null) {
          const before = (await states(ticks)).before;
          ticks.add({ w: f32(1, 1), v: new Float32Array(3003).fill(1) });
          await ticks.tick();
          const size = parameters.get(at).value.size;
          const gradient = new Float32Array(size);
          gradient[size - 1] = bad;
          ticks.add({ [at]: gradient });
          await ticks.tick();
          const { after, gradients } = await states(ticks);
          assertEquals(after, before);
          assert(gradients.every((array) => array.every((g) => g === 0)));
          const report = await ticks.report();
          assertEquals([report.applied, report.skipped], [2, 1]);
          assertEquals(report.gradientNorm, NaN);
          const named = report.parameters.find(({ name }) => name === at)!;
          assertEquals([named.nonFinite, named.updateNorm], [1, 0]);
        }
      }
      return (await states(ticks)).after;
    };
    const states = async (ticks: Ticks) => {
      const read: FloatArray[] = [], gradients: FloatArray[] = [];
      for (const { value, grad } of ticks.parameters) {
        read.push(await value.read());
        gradients.push(await grad.read());
      }
      return { before: read, after: read, gradients };
    };
    const clean = await train(null, "w");
    for (const bad of [NaN, Infinity, -Infinity]) {
      assertEquals(await train(bad, "w"), clean);
      assertEquals(await train(bad, "v"), clean);
    }
  },
);

testOnEachDevice("groups scale, decay and freeze", async (device) => {
  const seen: Record<string, number[]> = {};
  const { ticks, parameters } = make(device, {
    optimizer: adamw({ learningRate: 0.5, weightDecay: 0.25 }),
    groups: [
      { match: (name) => name === "w", frozen: true },
      {
        match: (name, shape) => name === "v" && shape[0] === 3,
        learningRateFactor: 0.5,
        weightDecay: 0,
      },
    ],
  });
  const before = await parameters.get("v").value.read();
  ticks.add({ w: f32(NaN, 1), v: new Float32Array(3003).fill(2) });
  await ticks.tick();
  for (const { name, value } of parameters) {
    seen[name] = [...await value.read()];
  }
  assertEquals(seen.w, [1, 1]); // frozen: not even its NaN counts
  assertWithin(
    "the first step of adam has the size of the learning rate",
    seen.v,
    before.map((v) => v - 0.25),
    bounds.stepGradientF32,
  );
  const report = await ticks.report();
  assertEquals([report.applied, report.parameters[0].gradientNorm], [1, 0]);
});

testOnEachDevice(
  "the report has the norms of each parameter and what changed",
  async (device) => {
    const { ticks, parameters } = make(device, {
      every: 2,
      optimizer: adamw({ learningRate: 0.01, weightDecay: 0 }),
    });
    const first = await ticks.report();
    assertEquals(
      [first.step, first.applied, first.skipped, first.gradientNorm],
      [0, 0, 0, 0],
    );
    const v = Float32Array.from(randomNormal(3003, 1));
    ticks.add({ w: f32(3, 4), v });
    await ticks.tick(1);
    await ticks.tick(4);
    const report = await ticks.report();
    const [w, other] = report.parameters;
    assertEquals([report.step, report.applied, report.skipped], [1, 1, 0]);
    const norm = Math.hypot(...v);
    const within = (name: string, actual: number, expected: number) =>
      assertWithin(name, [actual], [expected], 5e-6); // the update is a difference of values of size 1
    within("w", w.gradientNorm, 1);
    within("v", other.gradientNorm, norm / 5);
    within("all", report.gradientNorm, Math.hypot(1, norm / 5));
    within("update", w.updateNorm, 0.01 * Math.SQRT2);
    within("value", w.valueNorm, 0.99 * Math.SQRT2);
    within("ratio", w.updateRatio, 0.01 / 0.99);
    within(
      "value of v",
      other.valueNorm,
      Math.hypot(...await parameters.get("v").value.read()),
    );
    assert(
      String(report).startsWith("step 1: 1 applied, 0 skipped, gradient norm "),
    );
    assertEquals(String(report).split("\n").length, 4);
  },
);

testOnEachDevice(
  "the schedule's clock is the step, skipped ones included",
  async (device) => {
    const { ticks, value } = make(device, {
      every: 2,
      optimizer: adamw({
        learningRate: schedules.linear({ start: 1, end: 0, steps: 4 }),
        weightDecay: 1,
      }),
    });
    let expected = 1;
    for (let step = 0; step < 4; step++) {
      const skipped = step === 1;
      if (skipped) ticks.add({ w: f32(Infinity, 0) });
      await ticks.tick();
      await ticks.tick();
      // Without a gradient only decay acts: w -= learning rate * w.
      if (!skipped) expected *= 1 - (1 - step / 4);
      assertEquals((await value("w"))[1], expected);
    }
  },
);

testOnEachDevice(
  "100,000 ticks of gradients of mixed size stay exact where rounding is kept",
  async (device) => {
    const size = 256, count = 100_000, kinds = 50;
    const gradients = Array.from(
      { length: kinds },
      (_, kind) =>
        Float32Array.from(
          randomNormal(size, kind),
          (v, i) => v * 10 ** ((kind * 7 + i) % 9 - 4),
        ),
    );
    const sum = new Float64Array(size), absolute = new Float64Array(size);
    for (const gradient of gradients) {
      gradient.forEach((g, i) => {
        sum[i] += g * (count / kinds) / count;
        absolute[i] += Math.abs(g) * (count / kinds) / count;
      });
    }
    const largest = Math.max(...absolute);
    const errors: number[] = [];
    for (const compensated of [true, false]) {
      const parameters = new Parameters(device, { w: { shape: [size] } });
      const w = parameters.get("w");
      const tensors = gradients.map((g) => device.tensor(g));
      const ticks = new Ticks(parameters, {
        every: count,
        optimizer: capture,
        compensated,
      });
      for (let tick = 0; tick < count; tick++) {
        w.addGradient(tensors[tick % kinds]);
        await ticks.tick();
      }
      assertEquals(ticks.step, 1);
      const actual = await w.value.read();
      errors.push(
        Math.max(...actual.map((v, i) => Math.abs(v - sum[i]))) / largest,
      );
    }
    const [kept, plain] = errors;
    console.log(
      `${nameOf(device)}: 100,000 ticks, compensated ${
        kept.toExponential(1)
      }, plain f32 ${plain.toExponential(1)}`,
    );
    assert(kept <= bounds.compensatedF32);
    assert(plain > kept);
  },
);

testOnEachDevice(
  "parameters beyond one binding take a dispatch for each range, and the same bits",
  async (device) => {
    const train = async () => {
      const parameters = new Parameters(device, {
        a: { shape: [3000], init: (i) => Math.sin(i) },
        b: { shape: [1000], init: 2 },
        c: { shape: [4096], init: (i) => Math.cos(i) },
        d: { shape: [1], init: 3 },
      });
      const ticks = new Ticks(parameters, {
        every: 2,
        optimizer: adamw({ learningRate: 0.1 }),
        clipNorm: 0.5,
        compensated: true,
      });
      for (let tick = 0; tick < 6; tick++) {
        ticks.add({
          a: Float32Array.from(randomNormal(3000, tick)),
          c: Float32Array.from(randomNormal(4096, 10 + tick)),
          d: f32(tick),
        });
        await ticks.tick(2);
      }
      const values: FloatArray[] = [];
      for (const { value } of parameters) values.push(await value.read());
      const { ranges } = arenas(parameters).layout;
      return { ranges: ranges.length, values, report: await ticks.report() };
    };
    const whole = await train();
    const own = device as { limits: DeviceLimits }, { limits } = device;
    try {
      const maxStorageBufferBindingSize = 4 * 4096; // as if no more could be bound
      own.limits = {
        ...limits,
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize,
      };
      const parts = await train();
      assertEquals([whole.ranges, parts.ranges], [1, 3]);
      assertEquals(parts.values, whole.values);
      assertEquals(parts.report, whole.report);
      assertEquals(parts.report.applied, 3);
    } finally {
      own.limits = limits;
    }
  },
);

testOnEachDevice(
  "Ticks waits for the GPU only when a third window is in flight",
  async (device) => {
    const { ticks, parameters, value } = make(device, { every: 2 });
    const { backend } = partsOf(parameters.get("w").value);
    const fence = backend.fence.bind(backend), waits: number[] = [];
    backend.fence = () => {
      const wait = fence(), step = ticks.step;
      return () => {
        waits.push(step);
        return wait();
      };
    };
    try {
      const promises: Promise<unknown>[] = [];
      for (let tick = 0; tick < 24; tick++) {
        ticks.add({ w: f32(tick, -tick) });
        promises.push(ticks.tick()); // what changes, changes at the call
        assertEquals(ticks.step, Math.floor((tick + 1) / 2));
        if (tick < 5) assertEquals(waits, []);
      }
      await Promise.all(promises);
    } finally {
      backend.fence = fence;
    }
    assertEquals(waits[0], 1); // the oldest, by the third
    assertEquals(new Set(waits).size, waits.length);
    assertEquals(await value("w"), f32(22.5, -22.5));
  },
);

testOnEachDevice(
  "what cannot be is refused, and changes nothing",
  async (device) => {
    const { ticks, value } = make(device, { every: 2 });
    ticks.add({ w: f32(4, 6) });
    await ticks.tick(0);
    for (const count of [-1, NaN, Infinity]) {
      await assertRejects(
        () => ticks.tick(count),
        RangeError,
        `ticks.tick: count is ${count}, expected a finite number of at least 0: the samples or tokens of the tick`,
      );
    }
    for (const close of [() => ticks.tick(0), () => ticks.flush()]) {
      await assertRejects(
        close,
        RangeError,
        "the counts of the window sum to 0, expected more, to divide the sum of the gradients by; the window stays open",
      );
    }
    assertEquals([ticks.pending, ticks.count, ticks.step], [1, 0, 0]);
    await ticks.tick(2);
    assertEquals(await value("w"), f32(2, 3));

    const rate = make(device, {
      optimizer: { ...capture, learningRate: () => NaN } as Optimizer,
    }).ticks;
    await assertRejects(
      () => rate.tick(),
      RangeError,
      "ticks.tick: learningRate(0) is NaN, expected a finite number of at least 0",
    );
    const every = make(device, { every: () => 1.5 }).ticks;
    await assertRejects(
      () => every.tick(),
      RangeError,
      "ticks.tick: every(0) is 1.5, expected a whole number of at least 1: the ticks of a window",
    );
    assertEquals([rate.pending, every.pending], [0, 0]);
  },
);

testOnEachDevice(
  "what a layer's backward adds keeps its rounding errors, too",
  async (device) => {
    const parameters = new Parameters(device, { w: { shape: [70] } });
    new Ticks(parameters, { optimizer: capture, compensated: true });
    const w = parameters.get("w"), blocks = 3000;
    const sums = Float32Array.from(
      randomNormal(70 * blocks, 3),
      (v, i) => v * 10 ** (i % 9 - 4),
    );
    addBlocks(device.tensor(sums, [blocks, 70]), w);
    const expected = new Float64Array(70);
    sums.forEach((v, i) => expected[i % 70] += v);
    const kept = await lost(w)!.read();
    const both = Float64Array.from(await w.grad.read(), (v, i) => v + kept[i]);
    assertWithin("sum + lost", both, expected, bounds.twoSumF32);
  },
);

Deno.test("compensated is refused where the compiler breaks it", () => {
  const device = makeDevice({
    kind: "cpu",
    backend: new CpuBackend(),
    compensates: false,
  });
  const message = (caller: string) =>
    `${caller}: compensated is true, expected false on cpu (TypeScript on the CPU), whose compiler simplifies what keeps rounding errors; use openDevice("cpu")`;
  const parameters = new Parameters(device, { w: { shape: [2] } });
  assertMessage(
    () => new Ticks(parameters, { optimizer: capture, compensated: true }),
    TypeError,
    message("Ticks"),
  );
  assertMessage(
    () => new Accumulator(device, { compensated: true }),
    TypeError,
    message("Accumulator"),
  );
});

Deno.test("options that cannot be are refused", () => {
  const parameters = new Parameters(cpu, { w: { shape: [2] } });
  parameters.get("w").grad.write(f32(1, 2));
  const of = (options: object, Class: typeof RangeError, message: string) =>
    assertMessage(
      () => new Ticks(parameters, { optimizer: capture, ...options }),
      Class,
      `Ticks: ${message}`,
    );
  for (const every of [0, 1.5, -1, NaN]) {
    of(
      { every },
      RangeError,
      `every is ${every}, expected a whole number of at least 1: the ticks of a window`,
    );
  }
  for (const count of [0, -1, NaN, Infinity]) {
    of(
      { every: { count } },
      RangeError,
      `every.count is ${count}, expected a finite number above 0: the samples of a window`,
    );
  }
  of(
    { every: null },
    TypeError,
    "every is null, expected a number of ticks, a function of the step, or { count }",
  );
  of(
    { optimizer: adamw },
    TypeError,
    "optimizer is a function, expected an optimizer such as adamw({ learningRate: 1e-3 })",
  );
  for (const key of ["clipNorm", "clipValue"]) {
    for (const value of [0, -1, NaN, Infinity]) {
      of(
        { [key]: value },
        RangeError,
        `${key} is ${value}, expected a finite number above 0`,
      );
    }
  }
  of(
    { groups: [{ match: "w" }] },
    TypeError,
    "groups[0].match is string, expected a function of name and shape",
  );
  of(
    { groups: [{ match: () => true, weightDecay: -1 }] },
    RangeError,
    "groups[0].weightDecay is -1, expected a finite number of at least 0",
  );
  of(
    { groups: [{ match: () => true, learningRateFactor: NaN }] },
    RangeError,
    "groups[0].learningRateFactor is NaN, expected a finite number of at least 0",
  );
  of(
    { groups: [{ match: (name: string) => name === "b" }] },
    RangeError,
    "groups[0] matches no parameter, expected at least one of w",
  );
});
