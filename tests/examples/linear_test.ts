import { assert, assertEquals } from "@std/assert";
import { Linear } from "../../examples/mod.ts";
import { assertGradients } from "../../lib/check/assert_gradients.ts";
import { type Device, Parameters, type Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, testOnEachDevice } from "../devices.ts";
import { normal } from "./support.ts";

Deno.test("Linear has PyTorch's names, shapes and first values", async () => {
  const layer = new Linear(400, 30, { device: cpu, seed: 3 });
  assertEquals(Object.keys(layer.parameters), ["weight", "bias"]);
  assertEquals(layer.weight.shape, [30, 400]);
  assertEquals(layer.bias!.shape, [30]);
  assertEquals(String(layer), "Linear(400, 30)");
  const values = [
    ...await layer.weight.value.read(),
    ...await layer.bias!.value.read(),
  ];
  const bound = 1 / Math.sqrt(400);
  assert(values.every((value) => Math.abs(value) <= bound));
  const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
  assert(Math.abs(variance / (bound ** 2 / 3) - 1) < 0.03, String(variance));
  const same = new Linear(400, 30, { device: cpu, seed: 3 });
  assertEquals(
    await same.weight.value.read(),
    await layer.weight.value.read(),
  );
  const plain = new Linear(2, 3, { device: cpu, bias: false });
  assertEquals(plain.bias, null);
  assertEquals(Object.keys(plain.parameters), ["weight"]);
});

for (
  const [name, shape, bias] of [
    ["weight and bias", [3, 4], true],
    ["no bias", [3, 4], false],
    ["leading dimensions", [2, 3, 4], true],
    ["one row", [4], true],
    ["more than a block of rows", [66, 4], true],
  ] as const
) {
  Deno.test(`the gradients of Linear agree with differences in f64: ${name}`, async () => {
    const layer = new Linear(4, 3, { device: cpu, bias, dtype: "f64" });
    await assertGradients(layer, [normal(cpu, shape, 1, "f64")]);
  });
}

/** y, dx and the gradients of a layer, with the same numbers on every device. */
async function solve(
  device: Device,
  [rows, inputs, outputs]: readonly number[],
  dtype: "f32" | "f64" = "f32",
) {
  const layer = new Linear(inputs, outputs, { device, dtype });
  layer.weight.value.write(
    await normal(cpu, [outputs, inputs], 1, dtype).read(),
  );
  layer.bias!.value.write(await normal(cpu, [outputs], 2, dtype).read());
  const { y, backward } = layer.forward(
    normal(device, [rows, inputs], 3, dtype),
  );
  const dx = backward(normal(device, [rows, outputs], 4, dtype));
  return {
    y: await y.read(),
    dx: await dx.read(),
    dweight: await layer.weight.grad.read(),
    dbias: await layer.bias!.grad.read(),
  };
}

Deno.test("Linear in f64 computes what a plain loop does", async () => {
  const [rows, inputs, outputs] = [5, 7, 3];
  const weight = await normal(cpu, [outputs, inputs], 1, "f64").read();
  const bias = await normal(cpu, [outputs], 2, "f64").read();
  const x = await normal(cpu, [rows, inputs], 3, "f64").read();
  const dy = await normal(cpu, [rows, outputs], 4, "f64").read();
  const y = new Float64Array(rows * outputs);
  const dx = new Float64Array(rows * inputs);
  const dweight = new Float64Array(outputs * inputs);
  const dbias = new Float64Array(outputs);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      const g = dy[r * outputs + o];
      y[r * outputs + o] = bias[o];
      dbias[o] += g;
      for (let i = 0; i < inputs; i++) {
        y[r * outputs + o] += x[r * inputs + i] * weight[o * inputs + i];
        dx[r * inputs + i] += g * weight[o * inputs + i];
        dweight[o * inputs + i] += g * x[r * inputs + i];
      }
    }
  }
  const actual = await solve(cpu, [rows, inputs, outputs], "f64");
  for (const [name, expected] of Object.entries({ y, dx, dweight, dbias })) {
    assertWithin(
      name,
      actual[name as keyof typeof actual],
      expected,
      bounds.exampleF64,
    );
  }
});

testOnEachDevice("Linear in f32 is exact", async (device) => {
  for (
    const sizes of [[64, 784, 128], [130, 37, 10], [9, 1023, 5], [65, 5, 199]]
  ) {
    const actual = await solve(device, sizes);
    const expected = await solve(cpu, sizes, "f64");
    for (const name of ["y", "dx", "dweight", "dbias"] as const) {
      assertWithin(
        `${name} of ${sizes}`,
        actual[name],
        expected[name],
        bounds.linearF32,
      );
    }
  }
});

testOnEachDevice(
  "backward adds: twice in one block doubles, joined parameters too",
  async (device) => {
    const layer = new Linear(9, 5, { device });
    Parameters.of({ layer });
    const { backward } = layer.forward(normal(device, [40, 9], 1));
    const dy = normal(device, [40, 5], 2);
    const once = await backward(dy).read();
    const gradients = [
      await layer.weight.grad.read(),
      await layer.bias!.grad.read(),
    ];
    assert(gradients.every((gradient) => gradient.some((v) => v !== 0)));
    assertEquals(await backward(dy).read(), once);
    const doubled = (i: number) => gradients[i].map((value) => 2 * value);
    assertEquals(await layer.weight.grad.read(), doubled(0));
    assertEquals(await layer.bias!.grad.read(), doubled(1));
  },
);

testOnEachDevice(
  "Linear: a batch cut at multiples of 64 rows gives the bits of the uncut one",
  async (device) => {
    const rows = 64 * 4 + 17, inputs = 37, outputs = 11;
    const x = await normal(cpu, [rows, inputs], 1).read();
    const dy = await normal(cpu, [rows, outputs], 2).read();
    const run = async (cuts: number[]) => {
      const layer = new Linear(inputs, outputs, { device });
      const y: number[] = [], dx: number[] = [];
      for (const [i, from] of [0, ...cuts].entries()) {
        const to = cuts[i] ?? rows;
        const part = (all: ArrayLike<number>, width: number): Tensor =>
          device.tensor(
            Float32Array.from(all).slice(from * width, to * width),
            [to - from, width],
          );
        const forward = layer.forward(part(x, inputs));
        y.push(...await forward.y.read());
        dx.push(...await forward.backward(part(dy, outputs)).read());
      }
      return [
        y,
        dx,
        await layer.weight.grad.read(),
        await layer.bias!.grad.read(),
      ];
    };
    const whole = await run([]);
    assertEquals(await run([64]), whole);
    assertEquals(await run([64, 192, 256]), whole);
  },
);

testOnEachDevice("Linear of zero rows, and infer", async (device) => {
  const layer = new Linear(3, 2, { device });
  const { y, backward } = layer.forward(device.tensor([], [0, 3]));
  assertEquals(y.shape, [0, 2]);
  assertEquals(backward(device.tensor([], [0, 2])).shape, [0, 3]);
  assertEquals(await layer.weight.grad.read(), new Float32Array(6));
  const x = normal(device, [5, 3], 1);
  assertEquals(
    await layer.infer(x).read(),
    await layer.forward(x).y.read(),
  );
});

testOnEachDevice("Linear refuses bad calls", async (device) => {
  for (const features of [0, 1.5, 32_769, NaN]) {
    assertMessage(
      () => new Linear(features, 2, { device }),
      RangeError,
      `Linear: inFeatures is ${features}, expected a whole number from 1 to 32768`,
    );
    assertMessage(
      () => new Linear(2, features, { device }),
      RangeError,
      `Linear: outFeatures is ${features}, expected a whole number from 1 to 32768`,
    );
  }
  const layer = new Linear(3, 2, { device });
  assertMessage(
    () => layer.forward([1] as unknown as Tensor),
    TypeError,
    "Linear: x is Array of 1 values, expected a Tensor; make one with device.tensor(data, shape)",
  );
  assertMessage(
    () => layer.forward(device.tensor([1, 2], [1, 2])),
    TypeError,
    "Linear: x has shape [1, 2], expected [1, 3]",
  );
  assertMessage(
    () => layer.forward(device.tensor(new Uint32Array(3))),
    TypeError,
    "Linear: x has dtype u32, expected f32 as the other tensors; make it from a Float32Array",
  );
  const { backward } = layer.forward(normal(device, [4, 3], 1));
  assertMessage(
    () => backward(device.tensor([1, 2, 3])),
    TypeError,
    "Linear.backward: dy has shape [3], expected [4, 2]",
  );
  assertEquals(await layer.weight.grad.read(), new Float32Array(6));
});
