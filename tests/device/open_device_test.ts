import { assert, assertEquals, assertRejects } from "@std/assert";
import { LayerNorm, openDevice } from "../../mod.ts";
import { testOnWebGpu } from "../devices.ts";

Deno.test("the CPU device says what it is", async () => {
  const device = await openDevice("cpu");
  assertEquals(device.kind, "cpu");
  assertEquals(device.adapter, {
    name: "TypeScript on the CPU",
    software: true,
  });
  assertEquals(String(device), "cpu (TypeScript on the CPU)");
  assert(device.limits.maxStorageBufferBindingSize > 0);
});

Deno.test("anything else is refused", async () => {
  const error = await assertRejects(
    () => openDevice("gpu" as "auto"),
    TypeError,
  );
  assertEquals(
    error.message,
    'openDevice: which is "gpu", expected "auto", "webgpu", "cpu" or a GPUDevice',
  );
});

Deno.test("bad options are refused", async () => {
  const typeError = await assertRejects(
    () => openDevice("cpu", { thread: 2 } as object),
    TypeError,
  );
  assertEquals(
    typeError.message,
    "openDevice: option thread is unknown, expected threads",
  );
  for (const threads of [0, -1, 1.5, NaN]) {
    const error = await assertRejects(
      () => openDevice("cpu", { threads }),
      RangeError,
    );
    assertEquals(
      error.message,
      `openDevice: threads is ${threads}, expected a whole number above 0`,
    );
  }
});

testOnWebGpu(
  "auto takes the CPU where the adapter is software, and says so",
  async (webgpu) => {
    const device = await openDevice();
    const { name, software } = webgpu.adapter;
    assertEquals(device.kind, software ? "cpu" : "webgpu");
    if (software) {
      assertEquals(
        String(device),
        `cpu (TypeScript on the CPU; auto: the only WebGPU adapter is ${name}, a software one)`,
      );
    }
  },
);

testOnWebGpu("the limits are the adapter's own", async (device) => {
  const adapter = (await navigator.gpu.requestAdapter())!;
  assertEquals(
    device.limits.maxStorageBufferBindingSize,
    adapter.limits.maxStorageBufferBindingSize,
  );
  assertEquals(device.limits.maxBufferSize, adapter.limits.maxBufferSize);
});

testOnWebGpu(
  "somebody else's GPUDevice is used and left as it is",
  async () => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const gpu = await adapter.requestDevice();
    let lost = false;
    gpu.lost.then(() => lost = true);
    const device = await openDevice(gpu);
    const norm = new LayerNorm(4, { device });
    const y = norm.infer(device.tensor([1, 2, 3, 4], [1, 4]));
    assertEquals((await y.read()).length, 4);
    device.dispose();
    const buffer = gpu.createBuffer({
      size: 16,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    await buffer.mapAsync(GPUMapMode.READ);
    assertEquals(buffer.mapState, "mapped");
    assert(!lost);
    gpu.destroy();
  },
);
