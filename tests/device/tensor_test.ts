import { assert, assertEquals, assertRejects } from "@std/assert";
import { type FloatArray, Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { cpu, testOnEachDevice, testOnWebGpu } from "../devices.ts";

testOnEachDevice(
  "a tensor has a shape, a dtype, a size and a device",
  async (device) => {
    const data = new Float32Array([1, 2, 3, 4, 5, 6]);
    const tensor = device.tensor(data, [2, 3]);
    assert(tensor instanceof Tensor);
    assertEquals(tensor.shape, [2, 3]);
    assertEquals([tensor.dtype, tensor.size], ["f32", 6]);
    assert(tensor.device === device);
    assertEquals(String(tensor), `Tensor([2, 3], f32, ${device.kind})`);
    assertEquals(Deno.inspect(tensor), String(tensor));
    data[0] = 7; // the tensor has a copy
    const read = await tensor.read();
    assertEquals(read, new Float32Array([1, 2, 3, 4, 5, 6]));
    read[0] = 8; // and so has the reader
    assertEquals((await tensor.read())[0], 1);
  },
);

testOnEachDevice("tensors of no dimension, and of no value", async (device) => {
  assertEquals(await device.tensor([5], []).read(), new Float32Array([5]));
  assertEquals(await device.tensor([], [2, 0]).read(), new Float32Array(0));
  assertEquals(device.tensor([1, 2]).shape, [2]);
});

testOnEachDevice(
  "zeros are zeros, also in memory that was used before",
  async (device) => {
    for (let i = 0; i < 3; i++) {
      const used = device.tensor(new Float32Array(1000).fill(i + 1));
      used.dispose();
      const zeros = device.zeros([10, 100]);
      assertEquals(await zeros.read(), new Float32Array(1000));
      zeros.dispose();
    }
  },
);

testOnEachDevice(
  "write replaces the values, after what is recorded",
  async (device) => {
    const tensor = device.zeros([3]);
    tensor.write(new Float32Array([1, 2, 3]));
    tensor.zero();
    tensor.write(new Float32Array([4, 5, 6]));
    assertEquals(await tensor.read(), new Float32Array([4, 5, 6]));
    assertMessage(
      () => tensor.write(new Float32Array(2)),
      TypeError,
      "tensor.write: data is Float32Array of 2 values, expected 3 values of f32 for shape [3]",
    );
    assertMessage(
      () => tensor.write(new Float64Array(3)),
      TypeError,
      "tensor.write: data is Float64Array of 3 values, expected 3 values of f32 for shape [3]",
    );
    assertEquals(await tensor.read(), new Float32Array([4, 5, 6]));
  },
);

testOnEachDevice("bad shapes and data are refused", (device) => {
  assertMessage(
    () => device.tensor([1, 2, 3], [2, 2]),
    TypeError,
    "device.tensor: data has 3 values, expected 4 for shape [2, 2]",
  );
  assertMessage(
    () => device.tensor(new Int8Array(2) as unknown as FloatArray),
    TypeError,
    "device.tensor: data is Int8Array of 2 values, expected a Float32Array, a Float64Array, a Uint32Array or an array of numbers",
  );
  assertMessage(
    () => device.zeros([2, -1]),
    RangeError,
    "device.zeros: shape is [2, -1], expected whole lengths of 0 or more",
  );
  assertMessage(
    () => device.empty([1.5]),
    RangeError,
    "device.empty: shape is [1.5], expected whole lengths of 0 or more",
  );
  assertMessage(
    () => device.zeros(3 as unknown as number[]),
    TypeError,
    "device.zeros: shape is number, expected an array of lengths such as [2, 3]",
  );
  const most = Math.min(
    device.limits.maxBufferSize,
    device.limits.maxStorageBufferBindingSize,
  );
  assertMessage(
    () => device.zeros([2 ** 16, 2 ** 17]),
    RangeError,
    `device.zeros: shape [65536, 131072] of f32 takes ${
      2 ** 35
    } bytes, expected at most ${most}, which is what ${device.adapter.name} can bind; use fewer rows at a time`,
  );
});

testOnEachDevice(
  "a use after dispose is an error with the shape",
  async (device) => {
    const tensor = device.zeros([2, 3]);
    tensor.dispose();
    tensor.dispose();
    assert(tensor.disposed);
    const message =
      "the tensor of shape [2, 3] is disposed and cannot be used; make it outside device.scope, return it from there, or dispose it later";
    assertMessage(() => tensor.write(new Float32Array(6)), TypeError, message);
    assertMessage(() => tensor.zero(), TypeError, message);
    assertMessage(() => tensor.buffer, TypeError, message);
    assertMessage(() => tensor.byteOffset, TypeError, message);
    const error = await assertRejects(() => tensor.read(), TypeError);
    assertEquals(error.message, message);
    let kept: Tensor;
    {
      using scoped = device.zeros([1]);
      kept = scoped;
    }
    assert(kept.disposed);
  },
);

Deno.test("f64 lives on the CPU device", async () => {
  const tensor = cpu.tensor(new Float64Array([1 / 3]), [1, 1]);
  assertEquals(tensor.dtype, "f64");
  assertEquals(await tensor.read(), new Float64Array([1 / 3]));
  assertEquals(
    await cpu.zeros([2], { dtype: "f64" }).read(),
    new Float64Array(2),
  );
  assertMessage(
    () => tensor.buffer,
    TypeError,
    'tensor.buffer: a tensor on the CPU device has no GPUBuffer; use read(), or openDevice("webgpu")',
  );
  assertMessage(
    () => cpu.wrap({} as GPUBuffer, [1]),
    TypeError,
    "device.wrap: the CPU device holds no GPUBuffer; use device.tensor(data, shape), or openDevice(gpuDevice)",
  );
});

testOnWebGpu("f64 is refused on WebGPU", (device) => {
  assertMessage(
    () => device.tensor(new Float64Array(1)),
    TypeError,
    'device.tensor: dtype is f64, expected f32 or u32 on webgpu; for f64 use openDevice("cpu")',
  );
  return Promise.resolve();
});
