import { assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import type { Assembly } from "../../lib/device/kernel.ts";
import { layerNormGradients } from "../../lib/norm/layer_norm_kernels.ts";
import { type Device, layerNorm, type Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

const sizes = [[1, 3], [200, 65], [65, 5000]];

/** What a backward pass runs on: on the CPU two functions, of which neither needs the other. */
function backward(device: Device, rows: number, width: number) {
  const tensor = (seed: number, shape: number[]) =>
    device.tensor(
      Float32Array.from(randomNormal(shape.reduce((a, b) => a * b), seed)),
      shape,
    );
  const x = tensor(1, [rows, width]), dy = tensor(2, [rows, width]);
  const weight = tensor(3, [width]);
  const { saved } = layerNorm(x, { weight });
  const blocks = [Math.ceil(rows / 64), width];
  const dx = device.zeros([rows, width]);
  const dweight = device.zeros(blocks), dbias = device.zeros(blocks);
  const tensors = { dy, x, weight, saved, means: null, dx, dweight, dbias };
  return { tensors, outputs: [dx, dweight, dbias], args: { rows, width } };
}

const read = (tensors: Tensor[]) => Promise.all(tensors.map((t) => t.read()));

Deno.test("functions that run together give the bits that they give apart", async () => {
  const faces = layerNormGradients.assembly as readonly Assembly[];
  assertEquals(faces.length, 2);
  for (const [rows, width] of sizes) {
    const { tensors, outputs, args } = backward(cpu, rows, width);
    for (const assembly of faces) {
      cpu.run({ ...layerNormGradients, assembly }, tensors, args);
    }
    const apart = await read(outputs);
    for (const output of outputs) output.zero();
    cpu.run(layerNormGradients, tensors, args);
    assertEquals(await read(outputs), apart);
  }
});

testOnEachDevice(
  "an output that is left out changes no bit of the others",
  async (device) => {
    for (const [rows, width] of sizes) {
      const { tensors, outputs, args } = backward(device, rows, width);
      device.run(layerNormGradients, tensors, args);
      const together = await read(outputs);
      for (const output of outputs) output.zero();
      device.run(layerNormGradients, { ...tensors, dbias: null }, args);
      device.run(layerNormGradients, { ...tensors, dweight: null }, args);
      assertEquals(await read(outputs), together);
      tensors.dx.zero();
      const alone = { ...tensors, dweight: null, dbias: null };
      device.run(layerNormGradients, alone, args);
      assertEquals(await read(outputs), together);
    }
  },
);

testOnEachDevice(
  "where an output of one of them is refused, none is run",
  async (device) => {
    const { tensors, args } = backward(device, 4, 6);
    assertMessage(
      () =>
        device.run(
          layerNormGradients,
          { ...tensors, dweight: tensors.dx },
          args,
        ),
      TypeError,
      "layer_norm_gradients: dweight has 24 values, expected 6",
    );
    assertEquals(await tensors.dx.read(), new Float32Array(24));
  },
);
