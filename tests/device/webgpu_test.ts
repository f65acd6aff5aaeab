/** What only WebGPU can do, and what can go wrong on it. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { toGpuError } from "../../lib/device/errors.ts";
import {
  DeviceLostError,
  GpuError,
  GpuOutOfMemoryError,
  GpuValidationError,
  layerNorm,
  openDevice,
} from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { testOnWebGpu } from "../devices.ts";

async function foreign() {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const gpu = await adapter.requestDevice();
  return { gpu, device: await openDevice(gpu) };
}

const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC |
  GPUBufferUsage.COPY_DST;

testOnWebGpu(
  "wrap sees what its owner wrote, at an offset, and never destroys it",
  async () => {
    const { gpu, device } = await foreign();
    const buffer = gpu.createBuffer({ size: 1024, usage });
    gpu.queue.writeBuffer(buffer, 256, new Float32Array([1, 2, 3, 6]));
    const x = device.wrap(buffer, [2, 2], { byteOffset: 256 });
    assertEquals(await x.read(), new Float32Array([1, 2, 3, 6]));
    assertEquals(x.byteOffset, 256);
    assert(x.buffer === buffer);
    const { y } = layerNorm(x, { normalizedShape: 2 });
    assertEquals(
      (await y.read()).map(Math.round),
      new Float32Array([-1, 1, -1, 1]),
    );
    x.dispose();
    device.dispose();
    const again = (await openDevice(gpu)).wrap(buffer, [2], {
      byteOffset: 256,
    });
    assertEquals(await again.read(), new Float32Array([1, 2]));
    gpu.destroy();
  },
);

testOnWebGpu("wrap refuses what kernels cannot use", async () => {
  const { gpu, device } = await foreign();
  const buffer = gpu.createBuffer({ size: 512, usage });
  assertMessage(
    () => device.wrap(buffer, [129]),
    RangeError,
    "device.wrap: buffer has 512 bytes, expected at least 516 for shape [129] of f32 at byte 0",
  );
  assertMessage(
    () => device.wrap(buffer, [1], { byteOffset: 4 }),
    RangeError,
    "device.wrap: byteOffset is 4, expected a multiple of 256",
  );
  const plain = gpu.createBuffer({ size: 512, usage: GPUBufferUsage.COPY_DST });
  assertMessage(
    () => device.wrap(plain, [1]),
    TypeError,
    "device.wrap: buffer has no usage STORAGE, which kernels need; create it with GPUBufferUsage.STORAGE",
  );
  gpu.destroy();
});

testOnWebGpu("tensor.buffer and submit let another library go on", async () => {
  const { gpu, device } = await foreign();
  const x = device.tensor([1, 3, 2, 6], [2, 2]);
  const bias = device.tensor([10, 20]);
  const { y } = layerNorm(x, { bias });
  const target = gpu.createBuffer({ size: 16, usage });
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(y.buffer, y.byteOffset, target, 0, 16);
  gpu.queue.submit([encoder.finish()]);
  const copy = device.wrap(target, [4]);
  assertEquals(
    (await copy.read()).map(Math.round),
    new Float32Array([9, 21, 9, 21]),
  );
  const lent = y.buffer;
  y.dispose(); // a buffer that somebody saw is not given to another tensor
  const next = device.tensor(new Float32Array(4).fill(5));
  assert(next.buffer !== lent);
  device.submit();
  gpu.destroy();
});

testOnWebGpu(
  "a validation error reaches the next awaited call, never as zeros",
  async () => {
    const { gpu, device } = await foreign();
    const buffer = gpu.createBuffer({ size: 16, usage });
    const x = device.wrap(buffer, [2, 2]);
    buffer.destroy(); // its owner may
    const { y } = layerNorm(x, { normalizedShape: 2 });
    const fine = device.tensor([1]);
    const error = await assertRejects(() => y.read(), GpuValidationError);
    assert(error instanceof GpuError);
    assertEquals(error.name, "GpuValidationError");
    assert(error.message.startsWith("the GPU refused earlier work: "));
    await assertRejects(() => y.read(), GpuValidationError); // y has no values
    assertEquals(await fine.read(), new Float32Array([1])); // the device goes on
    gpu.destroy();
  },
);

testOnWebGpu(
  "an error of a batch is told by whatever is awaited next",
  async () => {
    const { gpu, device } = await foreign();
    const buffer = gpu.createBuffer({ size: 16, usage });
    const x = device.wrap(buffer, [2, 2]);
    buffer.destroy();
    layerNorm(x, { normalizedShape: 2 });
    const fine = device.tensor([1]);
    await assertRejects(() => fine.read(), GpuValidationError);
    assertEquals(await fine.read(), new Float32Array([1]));
    gpu.destroy();
  },
);

testOnWebGpu("a lost device is told by every awaited call", async () => {
  const { gpu, device } = await foreign();
  const x = device.tensor([1, 2]);
  assertEquals(await x.read(), new Float32Array([1, 2]));
  gpu.destroy();
  const error = await assertRejects(() => x.read(), DeviceLostError);
  assert(error.message.startsWith("the GPU device is lost (destroyed: "));
  assert(error.message.endsWith("open a new one with openDevice"));
  await assertRejects(() => x.read(), DeviceLostError);
});

Deno.test("WebGPU's errors become ours by kind", () => {
  const of = (Class: new (message: string) => GPUError) =>
    toGpuError(new Class("too much"));
  assert(of(GPUOutOfMemoryError) instanceof GpuOutOfMemoryError);
  assert(of(GPUValidationError) instanceof GpuValidationError);
  assertEquals(of(GPUInternalError).constructor, GpuError);
  assertEquals(
    of(GPUOutOfMemoryError).message,
    "the GPU refused earlier work: too much",
  );
});

testOnWebGpu("nothing is written on the console by an error", async () => {
  const code = `
    import { layerNorm, openDevice } from ${
    JSON.stringify(new URL("../../mod.ts", import.meta.url).href)
  };
    const gpu = await (await navigator.gpu.requestAdapter()).requestDevice();
    const device = await openDevice(gpu);
    const buffer = gpu.createBuffer({ size: 16, usage: ${usage} });
    const x = device.wrap(buffer, [2, 2]);
    buffer.destroy();
    const { y } = layerNorm(x, { normalizedShape: 2 });
    await y.read().catch((error) => console.log(error.name));
    gpu.destroy();
    await y.read().catch((error) => console.log(error.name));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", "--ext=ts", code],
    env: { NO_COLOR: "1", XDG_RUNTIME_DIR: Deno.cwd() },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(text(stdout), "GpuValidationError\nDeviceLostError\n");
  assertEquals(text(stderr), "");
});
