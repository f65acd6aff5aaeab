import { assert, assertEquals } from "@std/assert";
import {
  countCorrect,
  crossEntropy,
  digitsNetwork,
  loadDigits,
} from "../../examples/mod.ts";
import { gradcheck } from "../../lib/check/gradcheck.ts";
import { randomUniform } from "../../lib/check/random.ts";
import { parametersIn } from "../../lib/device/parameters.ts";
import { type Device, Parameters } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, testOnEachDevice } from "../devices.ts";
import { normal } from "./support.ts";

Deno.test("the gradients of the network agree with differences in f64", async () => {
  const network = digitsNetwork({ device: cpu, hidden: 3, dtype: "f64" });
  const ink = cpu.tensor(randomUniform(2 * 784, 5), [2, 784]);
  const report = await gradcheck(network, [ink]);
  assertEquals(report.checks.map(({ name }) => name), [
    "input",
    "first.weight",
    "first.bias",
    "norm.weight",
    "norm.bias",
    "second.weight",
    "second.bias",
  ]);
  assert(report.ok, String(report));
});

async function solve(device: Device, rows: number, dtype: "f32" | "f64") {
  const network = digitsNetwork({ device, hidden: 32, dtype });
  // What starts in f64 is rounded, so that both start from the same numbers.
  for (const { value } of Object.values(parametersIn(network))) {
    const values = Float32Array.from(await value.read());
    value.write(dtype === "f64" ? Float64Array.from(values) : values);
  }
  const { y, backward } = network.forward(
    normal(device, [rows, 784], 1, dtype),
  );
  const dx = backward(normal(device, [rows, 10], 2, dtype));
  const results: Record<string, ArrayLike<number>> = {
    y: await y.read(),
    dx: await dx.read(),
  };
  for (const [name, { grad }] of Object.entries(parametersIn(network))) {
    results[name] = await grad.read();
  }
  return results;
}

testOnEachDevice(
  "the network in f32 gives the values of f64",
  async (device) => {
    const actual = await solve(device, 70, "f32");
    const expected = await solve(cpu, 70, "f64");
    for (const name in expected) {
      assertWithin(name, actual[name], expected[name], bounds.digitsNetworkF32);
    }
  },
);

testOnEachDevice(
  "what a scope gives back of the network can go back",
  async (device) => {
    const network = digitsNetwork({ device, hidden: 8 });
    const x = normal(device, [4, 784], 1), dy = normal(device, [4, 10], 2);
    const { y, backward } = device.scope(() => network.forward(x));
    assertEquals((await backward(dy).read()).length, 4 * 784);
    assertEquals(await network.infer(x).read(), await y.read());
  },
);

testOnEachDevice(
  "a few steps by hand lower the loss on 256 digits",
  async (device) => {
    const { images, labels } = await loadDigits({ count: 256 });
    const network = digitsNetwork({ device, hidden: 32 });
    const parameters = Parameters.of(network);
    const x = device.tensor(images, [256, 784]);
    const target = device.tensor(labels);
    const losses: number[] = [];
    for (let step = 0; step < 12; step++) {
      const loss = device.scope(() => {
        const { y, backward } = network.forward(x);
        const { loss, dlogits } = crossEntropy(y, target);
        backward(dlogits);
        return loss;
      });
      losses.push((await loss.read())[0] / 256);
      for (const { value, grad } of parameters) {
        const gradient = await grad.read();
        const values = await value.read();
        value.write(values.map((v, i) => v - 0.5 * gradient[i] / 256));
      }
      parameters.zeroGrad();
    }
    assert(losses[0] > 2 && losses[11] < 0.5 * losses[0], losses.join());
    const correct = countCorrect(await network.infer(x).read(), labels);
    assert(correct > 180, String(correct));
  },
);
