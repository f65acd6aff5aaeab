import { AssertionError } from "node:assert";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  assertGradients,
  type CheckableModule,
  gradcheck,
  randomNormal,
} from "../../lib/check/mod.ts";
import { LayerNorm, type Tensor } from "../../mod.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

const cube = {
  forward: (x: Float64Array) => x.map((v) => v ** 3),
  backward: (dy: Float64Array, x: Float64Array) => [
    x.map((v, i) => 3 * v * v * dy[i]),
  ],
};

/** Two inputs, an output of another size, asynchronous: y = [sum(a * b)]. */
const dot = {
  forward: async (a: Float64Array, b: Float64Array) => {
    await Promise.resolve();
    return new Float64Array([a.reduce((sum, v, i) => sum + v * b[i], 0)]);
  },
  backward: (dy: Float64Array, a: Float64Array, b: Float64Array) => [
    b.map((v) => v * dy[0]),
    a.map((v) => v * dy[0]),
  ],
};

Deno.test("right gradients pass, whatever the function", async () => {
  await assertGradients(cube, [randomNormal(7, 1)]);
  await assertGradients(dot, [randomNormal(5, 1), randomNormal(5, 2)]);
  const report = await gradcheck(dot, [randomNormal(2, 1), randomNormal(2, 2)]);
  assertEquals(
    report.checks.map(({ name, shape, dtype }) => [name, shape, dtype]),
    [
      ["input 0", [2], "f64"],
      ["input 1", [2], "f64"],
    ],
  );
});

Deno.test("one wrong element is found, with its index and both values", async () => {
  const wrong = {
    ...cube,
    backward: (dy: Float64Array, x: Float64Array) => {
      const [dx] = cube.backward(dy, x);
      dx[4] *= 1.01;
      return [dx];
    },
  };
  const x = randomNormal(7, 3);
  const { ok, checks } = await gradcheck(wrong, [x]);
  assertEquals(ok, false);
  const { index, analytic, numerical, error, bound } = checks[0].worst;
  assertEquals(index, [4]);
  assert(Math.abs(analytic / numerical - 1.01) < 1e-6);
  assertEquals(error, Math.abs(analytic - numerical));
  assert(error > bound);
  const thrown = await assertRejects(
    () => assertGradients(wrong, [x]),
    AssertionError,
  );
  assert(
    thrown.message.startsWith(
      "Expected the gradients to agree with central differences\ngradient of  type and shape",
    ),
  );
  assert(thrown.message.includes("[4]"));
  assert(thrown.message.endsWith("NO\ninput: only element 4 is wrong"));
});

Deno.test("NaN in a gradient does not pass", async () => {
  const nan = { ...cube, backward: (dy: Float64Array) => [dy.map(() => NaN)] };
  const { ok, checks } = await gradcheck(nan, [randomNormal(3, 1)]);
  assertEquals([ok, checks[0].ok], [false, false]);
});

Deno.test("an input that has no gradient is left out", async () => {
  const scaled = {
    forward: (x: Float64Array, s: Float64Array) => x.map((v) => v * s[0]),
    backward: (dy: Float64Array, _: Float64Array, s: Float64Array) => [
      dy.map((v) => v * s[0]),
      null,
    ],
  };
  const report = await gradcheck(scaled, [
    randomNormal(3, 1),
    randomNormal(1, 2),
  ]);
  assertEquals([report.ok, report.checks.length], [true, 1]);
});

Deno.test("a function that changes its input is named, and the caller's input stays", async () => {
  const x = randomNormal(4, 1), before = x.slice();
  const rude = {
    forward: (x: Float64Array) => {
      const y = x.map((v) => 2 * v);
      x.fill(0);
      return y;
    },
    backward: (dy: Float64Array) => [dy.map((v) => 2 * v)],
  };
  const { ok, checks, problems } = await gradcheck(rude, [x]);
  assertEquals([ok, checks[0].ok], [false, true]);
  assertEquals(problems, [
    `forward changes its input: element 0 of input was ${
      before[0]
    } and is 0 after the call`,
  ]);
  assertEquals(x, before);
});

Deno.test("a module's parameters are checked, and everything is left as it was", async () => {
  const norm = new LayerNorm(3, { device: cpu, dtype: "f64" });
  const { value, grad } = norm.weight!;
  value.write(new Float64Array([1, -2, 3]));
  grad.write(new Float64Array([4, 5, 6]));
  const x = cpu.tensor(randomNormal(6, 1), [2, 3]);
  const before = await x.read();
  const report = await gradcheck(norm, [x]);
  assert(report.ok, String(report));
  assertEquals(report.checks.map(({ name }) => name), [
    "input",
    "weight",
    "bias",
  ]);
  assertEquals(report.checks[0].shape, [2, 3]);
  assertEquals(await value.read(), new Float64Array([1, -2, 3]));
  assertEquals(await grad.read(), new Float64Array([4, 5, 6]));
  assertEquals(await x.read(), before);
});

testOnEachDevice("a module in f32 is checked in f32", async (device) => {
  const norm = new LayerNorm(4, { device });
  const x = device.tensor(Float32Array.from(randomNormal(8, 1)), [2, 4]);
  const report = await gradcheck(norm, [x]);
  assert(report.ok, String(report));
  assertEquals(report.checks[0].dtype, "f32");
});

Deno.test("a module with a wrong gradient is found", async () => {
  const norm = new LayerNorm(4, { device: cpu, dtype: "f64" });
  const wrong: CheckableModule = {
    parameters: norm.parameters,
    forward: (x) => {
      const { y, backward } = norm.forward(x);
      return { y, backward: (dy) => (backward(dy), backward(dy)) }; // parameters twice
    },
  };
  const x = cpu.tensor(randomNormal(8, 1), [2, 4]);
  const { checks } = await gradcheck(wrong, [x]);
  assertEquals(checks.map(({ name, ok }) => [name, ok]), [
    ["input", true],
    ["weight", false],
    ["bias", false],
  ]);
});

Deno.test("bad calls say what to do", async () => {
  const x = randomNormal(2, 1);
  const message = async (call: () => Promise<unknown>) =>
    (await assertRejects(call, TypeError)).message;
  assertEquals(
    await message(() => gradcheck(cube, [])),
    "gradcheck: inputs is empty, expected at least one",
  );
  assertEquals(
    await message(() => gradcheck(cube, [[1, 2] as unknown as Float64Array])),
    "gradcheck: input 0 is Array of 2 values, expected a Float64Array or a Float32Array",
  );
  assertEquals(
    await message(() =>
      gradcheck({
        ...cube,
        forward: () => undefined as unknown as Float64Array,
      }, [x])
    ),
    "gradcheck: forward gave nothing, expected a Float64Array or a Float32Array, or a list of them; is a return missing?",
  );
  assertEquals(
    await message(() => gradcheck({ ...cube, backward: () => [] }, [x])),
    "gradcheck: backward gave 0 gradients, expected a list with one gradient for each of 1 input, null for none",
  );
  assertEquals(
    await message(() =>
      gradcheck({ ...cube, backward: () => [new Float64Array(3)] }, [x])
    ),
    "gradcheck: the gradient of input has 3 values, expected 2",
  );
  const norm = new LayerNorm(2, { device: cpu, dtype: "f64" });
  assertEquals(
    await message(() => gradcheck(norm, [x as unknown as Tensor])),
    "gradcheck: input 0 of a module is Float64Array of 2 values, expected a Tensor; make one with device.tensor(data, shape)",
  );
});
