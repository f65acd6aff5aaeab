import { assert, assertEquals } from "@std/assert";
import { assertGradients } from "../../lib/check/assert_gradients.ts";
import { randomNormal } from "../../lib/check/random.ts";
import { LayerNorm } from "../../mod.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

Deno.test("LayerNorm has PyTorch's names and defaults", async () => {
  const norm = new LayerNorm([2, 3], { device: cpu });
  assertEquals(norm.normalizedShape, [2, 3]);
  assertEquals(norm.eps, 1e-5);
  assertEquals(Object.keys(norm.parameters), ["weight", "bias"]);
  assertEquals(norm.parameters.weight, norm.weight);
  assertEquals(await norm.weight!.value.read(), new Float32Array(6).fill(1));
  assertEquals(await norm.bias!.value.read(), new Float32Array(6));
  assertEquals(norm.weight!.shape, [2, 3]);
  assertEquals(String(norm), "LayerNorm([2, 3], eps 0.00001)");

  const plain = new LayerNorm(4, { device: cpu, elementwiseAffine: false });
  assertEquals([plain.weight, plain.bias], [null, null]);
  assertEquals(plain.parameters, {});

  const unbiased = new LayerNorm(4, { device: cpu, bias: false });
  assertEquals(Object.keys(unbiased.parameters), ["weight"]);
});

testOnEachDevice(
  "the same backward twice doubles the gradients",
  async (device) => {
    const norm = new LayerNorm(37, { device });
    const x = device.tensor(Float32Array.from(randomNormal(70 * 37, 1)), [
      70,
      37,
    ]);
    const dy = device.tensor(Float32Array.from(randomNormal(70 * 37, 2)), [
      70,
      37,
    ]);
    const { backward } = norm.forward(x);
    const once = backward(dy);
    const [weight, bias] = [
      await norm.weight!.grad.read(),
      await norm.bias!.grad.read(),
    ];
    assert(weight.some((value) => value !== 0));
    norm.weight!.zeroGrad();
    norm.bias!.zeroGrad();
    assertEquals(await norm.weight!.grad.read(), new Float32Array(37));
    backward(dy);
    assertEquals(await norm.weight!.grad.read(), weight);
    assertEquals(await norm.bias!.grad.read(), bias);
    const twice = backward(dy);
    assertEquals(await twice.read(), await once.read());
    // Two blocks of rows are added to what is there, so that the last bit may differ from doubling.
    const doubled = await norm.bias!.grad.read();
    bias.forEach((value, i) =>
      assert(
        Math.abs(doubled[i] - 2 * value) <=
          2 ** -22 * Math.abs(value) + 2 ** -21,
      )
    );
  },
);

testOnEachDevice(
  "one module twice in a network, and pullbacks in any order",
  async (device) => {
    const norm = new LayerNorm(8, { device });
    const x = device.tensor(Float32Array.from(randomNormal(24, 1)), [3, 8]);
    const first = norm.forward(x);
    const second = norm.forward(first.y);
    const dy = device.tensor(Float32Array.from(randomNormal(24, 2)), [3, 8]);
    const dx = await first.backward(second.backward(dy)).read();
    const again = norm.forward(norm.forward(x).y).backward(dy);
    assertEquals(dx.length, 24);
    assertEquals((await again.read()).length, 24);
  },
);

testOnEachDevice("infer gives the bits of forward", async (device) => {
  const norm = new LayerNorm(19, { device });
  const x = device.tensor(Float32Array.from(randomNormal(95, 1)), [5, 19]);
  assertEquals(await norm.infer(x).read(), await norm.forward(x).y.read());
});

for (
  const [name, shape, normalizedShape, options] of [
    ["weight and bias", [3, 4], 4, {}],
    ["no bias", [2, 5], 5, { bias: false }],
    ["no weight", [2, 5], 5, { elementwiseAffine: false }],
    ["two dimensions", [2, 3, 2], [3, 2], {}],
    ["one row", [6], 6, {}],
    ["more than a block of rows", [66, 3], 3, {}],
    ["a large eps", [2, 4], 4, { eps: 0.1 }],
  ] as const
) {
  Deno.test(`the gradients agree with differences in f64: ${name}`, async () => {
    const norm = new LayerNorm(normalizedShape, {
      device: cpu,
      dtype: "f64",
      ...options,
    });
    let seed = 10;
    for (const { value } of Object.values(norm.parameters)) {
      value.write(randomNormal(value.size, seed++));
    }
    const size = shape.reduce((a: number, b) => a * b, 1);
    await assertGradients(norm, [cpu.tensor(randomNormal(size, 1), shape)]);
  });
}
