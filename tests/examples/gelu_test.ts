import { assert, assertEquals } from "@std/assert";
import { Gelu } from "../../examples/mod.ts";
import { assertGradients } from "../../lib/check/assert_gradients.ts";
import type { Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, testOnEachDevice } from "../devices.ts";
import { normal } from "./support.ts";

const gelu = new Gelu();

Deno.test("the gradient of Gelu agrees with differences in f64", async () => {
  assertEquals(gelu.parameters, {});
  assertEquals(String(gelu), "Gelu(tanh)");
  await assertGradients(gelu, [normal(cpu, [3, 5], 1, "f64")]);
  await assertGradients(gelu, [
    cpu.tensor(new Float64Array([-9, -4, -0.7518, 0, 1e-3, 3, 8])),
  ]);
});

/** The formula as PyTorch writes it. */
const withTanh = (x: number) =>
  0.5 * x *
  (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

testOnEachDevice("Gelu is PyTorch's formula", async (device) => {
  const x = Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) / 200);
  const { y, backward } = gelu.forward(device.tensor(x));
  const expected = Float64Array.from(x, withTanh);
  assertWithin("y", await y.read(), expected, bounds.geluF32);
  const exact = gelu.forward(cpu.tensor(Float64Array.from(x)));
  const ones = (length: number) => new Float64Array(length).fill(1);
  const slope = await exact.backward(cpu.tensor(ones(x.length))).read();
  const dx = backward(device.tensor(Float32Array.from(ones(x.length))));
  assertWithin("dx", await dx.read(), slope, bounds.geluF32);
  assertEquals(await gelu.infer(device.tensor(x)).read(), await y.read());
});

testOnEachDevice("Gelu far out, and of what is no number", async (device) => {
  const x = device.tensor([1e30, -1e30, 1e4, -1e4, NaN, Infinity, -Infinity]);
  const { y, backward } = gelu.forward(x);
  const dx = await backward(device.tensor([1, 1, 1, 1, 1, 1, 1])).read();
  const values = await y.read();
  assertWithin("1e30", [values[0]], [1e30], bounds.geluF32);
  assertWithin("1e4", [values[2]], [1e4], bounds.geluF32);
  for (const i of [1, 3]) assert(Math.abs(values[i]) < 1e-6, `${values[i]}`);
  [1, 0, 1, 0].forEach((slope, i) =>
    assert(Math.abs(dx[i] - slope) < 1e-6, `${dx[i]}`)
  );
  for (const i of [4, 5, 6]) assertEquals([values[i], dx[i]], [NaN, NaN]);
});

testOnEachDevice("Gelu refuses bad calls", (device) => {
  assertMessage(
    () => gelu.forward(1 as unknown as Tensor),
    TypeError,
    "Gelu: x is 1, expected a Tensor; make one with device.tensor(data, shape)",
  );
  assertMessage(
    () => gelu.forward(device.tensor(new Uint32Array(2))),
    TypeError,
    "gelu: x has dtype u32, expected a floating-point type",
  );
  const { backward } = gelu.forward(device.tensor([1, 2]));
  assertMessage(
    () => backward(device.tensor([1])),
    TypeError,
    "Gelu.backward: dy has shape [1], expected [2]",
  );
});
