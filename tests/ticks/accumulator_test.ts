import { assert, assertEquals, assertRejects } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import {
  Accumulator,
  type Device,
  type GradientTree,
  openDevice,
  Tensor,
} from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, testOnEachDevice, testOnWebGpu } from "../devices.ts";

const f32 = (...values: number[]) => new Float32Array(values);

testOnEachDevice(
  "a tree of arrays comes back as the mean, and the window is empty again",
  async (device) => {
    const window = new Accumulator(device);
    const tree = (k: number) => ({
      embed: f32(k, 2 * k),
      blocks: [{ w: f32(4 * k) }, { w: f32(-k, k, 0) }],
      none: null,
    });
    window.add(tree(1));
    window.tick(3);
    window.add(tree(2), { scale: 5 });
    window.tick(5);
    assertEquals([window.ticks, window.count], [2, 8]);
    const { gradients, count } = await window.take<GradientTree>();
    assertEquals(count, 8);
    const k = 11 / 8;
    assertEquals(gradients, {
      embed: f32(k, 2 * k),
      blocks: [{ w: f32(4 * k) }, { w: f32(-k, k, 0) }],
      none: null,
    });
    assertEquals([window.ticks, window.count], [0, 0]);
    window.add(tree(1));
    window.tick();
    assertEquals((await window.take()).gradients.embed, f32(1, 2));
  },
);

testOnEachDevice("tensors give new tensors of their shapes", async (device) => {
  const window = new Accumulator(device);
  const w = device.tensor([1, 2, 3, 4], [2, 2]);
  const { gradients } = await device.unscoped(() => {
    window.add([w, { v: f32(1) }]);
    window.add([w, { v: null }]);
    window.tick(4);
    return window.take<[Tensor, { v: Float32Array }]>();
  });
  assert(gradients[0] instanceof Tensor && gradients[0] !== w);
  assertEquals(gradients[0].shape, [2, 2]);
  assertEquals(await gradients[0].read(), f32(0.5, 1, 1.5, 2));
  assertEquals(gradients[1].v, f32(0.25));
  assertEquals(await w.read(), f32(1, 2, 3, 4));
  window.add([w]);
  window.tick();
  window.reset();
  window.tick();
  const again = await window.take<[Tensor]>();
  assertEquals(await again.gradients[0].read(), f32(0, 0, 0, 0));
  assertEquals(await gradients[0].read(), f32(0.5, 1, 1.5, 2));
});

testOnWebGpu(
  "buffers of the same GPUDevice give buffers of their sizes",
  async () => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const gpu = await adapter.requestDevice();
    const device = await openDevice(gpu);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = gpu.createBuffer({ size: 12, usage }); // no COPY_SRC: it cannot be read
    const window = new Accumulator(device);
    for (const scale of [1, 2]) {
      gpu.queue.writeBuffer(buffer, 0, f32(1, 2, 4));
      window.add({ w: buffer }, { scale });
      window.tick();
    }
    const { gradients } = await window.take<{ w: GPUBuffer }>();
    assert(gradients.w instanceof GPUBuffer && gradients.w !== buffer);
    assertEquals(gradients.w.size, 12);
    window.dispose();
    assertEquals(
      await device.wrap(gradients.w, [3]).read(),
      f32(1.5, 3, 6),
    );
    assertMessage(
      () => window.add({ w: buffer }),
      TypeError,
      "accumulator.add: this Accumulator is disposed, expected one in use",
    );
    assertMessage(
      () =>
        new Accumulator(device).add({
          w: gpu.createBuffer({ size: 6, usage }),
        }),
      TypeError,
      "accumulator.add: w is a GPUBuffer of 6 bytes, expected a multiple of 4 for f32",
    );
    gpu.destroy();
  },
);

Deno.test("f64 is accumulated in f64 on the CPU device", async () => {
  const window = new Accumulator(cpu);
  const values = Float64Array.from(randomNormal(100, 1));
  window.add({ w: values });
  window.add({ w: values });
  window.tick(7);
  const { gradients } = await window.take<{ w: Float64Array }>();
  assertEquals(gradients.w, values.map((v) => (v + v) / 7));
});

testOnEachDevice(
  "what cannot be added is refused, and changes nothing",
  async (device) => {
    const window = new Accumulator(device);
    await assertRejects(
      () => window.take(),
      RangeError,
      "accumulator.take: nothing was added, expected gradients; call add first",
    );
    assertMessage(
      () => window.add({}),
      TypeError,
      "accumulator.add: there is no gradient, expected at least one",
    );
    window.add({ w: f32(1, 2), v: f32(3) });
    const refused: [GradientTree, string][] = [
      [{ w: f32(1, 2, 3) }, "w has 3 values, expected 2 for shape [2]"],
      [{ u: f32(1) }, "u is unknown, expected one of w, v"],
      [{ v: f32(9), w: device.zeros([3]) }, "w has shape [3], expected [2]"],
      [
        { w: new Float64Array(2) },
        "w is Float64Array of 2 values, expected a Float32Array as the values have dtype f32",
      ],
      [
        { w: 3 as unknown as Float32Array },
        "w is 3, expected a Float32Array, a Float64Array, a Tensor, a GPUBuffer, or an object or array of them",
      ],
    ];
    for (const [tree, message] of refused) {
      assertMessage(
        () => window.add(tree),
        TypeError,
        `accumulator.add: ${message}`,
      );
    }
    for (const scale of [NaN, Infinity, 1e39]) {
      assertMessage(
        () => window.add({ w: f32(1, 1) }, { scale }),
        RangeError,
        `accumulator.add: scale is ${scale}, expected a finite number in f32`,
      );
    }
    for (const count of [-1, NaN, Infinity]) {
      assertMessage(
        () => window.tick(count),
        RangeError,
        `accumulator.tick: count is ${count}, expected a finite number of at least 0: the samples or tokens of the tick`,
      );
    }
    window.tick(0);
    await assertRejects(
      () => window.take(),
      RangeError,
      "accumulator.take: the counts of the window sum to 0, expected a finite number above 0 in f32, to divide the sum of the gradients by; the window stays open",
    );
    window.tick(2);
    assertEquals((await window.take()).gradients, {
      w: f32(0.5, 1),
      v: f32(1.5),
    });
  },
);

Deno.test("two leaves of one path are refused", () => {
  const window = new Accumulator(cpu);
  assertMessage(
    () => window.add({ "a.b": f32(1), a: { b: f32(1) } }),
    TypeError,
    "accumulator.add: a.b stands twice, expected it once",
  );
});

testOnEachDevice(
  "compensated, 20,000 additions of mixed size lose nothing",
  async (device) => {
    const window = new Accumulator(device, { compensated: true });
    const arrays = Array.from({ length: 20 }, (_, k) =>
      Float32Array.from(
        randomNormal(100, k),
        (v, i) => v * 10 ** ((3 * k + i) % 9 - 4),
      ));
    const tensors = arrays.map((array) => device.tensor(array));
    const sum = new Float64Array(100), absolute = new Float64Array(100);
    for (let k = 0; k < 20_000; k++) {
      window.add({ w: tensors[k % 20] });
      window.tick();
      arrays[k % 20].forEach((v, i) => {
        sum[i] += v;
        absolute[i] += Math.abs(v);
      });
    }
    const { gradients } = await window.take<{ w: Tensor }>();
    assertWithin(
      "the mean",
      (await gradients.w.read()).map((v) => v * 20_000),
      sum,
      bounds.compensatedF32,
      Math.max(...absolute),
    );
  },
);

testOnWebGpu(
  "a buffer that kernels cannot use is refused, and nothing has changed",
  async (device) => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const gpu = await adapter.requestDevice();
    const buffer = gpu.createBuffer({
      size: 4,
      usage: GPUBufferUsage.COPY_DST,
    });
    const on = async (device: Device, message: string) => {
      const window = new Accumulator(device);
      window.add({ a: f32(1), b: f32(1) });
      assertMessage(
        () => window.add({ a: f32(100), b: buffer }),
        TypeError,
        `accumulator.add: b is a GPUBuffer${message}`,
      );
      window.tick();
      assertEquals((await window.take()).gradients, { a: f32(1), b: f32(1) });
    };
    await on(
      await openDevice(gpu),
      " without usage STORAGE, which kernels need; create it with GPUBufferUsage.STORAGE",
    );
    await on(
      cpu,
      ", expected an array or a tensor on the CPU device; use openDevice(gpuDevice)",
    );
    assert(device.kind === "webgpu");
    gpu.destroy();
  },
);
