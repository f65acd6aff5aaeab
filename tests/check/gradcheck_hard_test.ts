/** Right gradients that are hard to tell, and functions that are rude to whoever checks them. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { gradcheck, randomNormal } from "../../lib/check/mod.ts";
import { openDevice, type Tensor } from "../../mod.ts";

type Curve = [f: (x: number) => number, derivative: (x: number) => number];
const curve = ([f, derivative]: Curve) => ({
  forward: (x: Float64Array) => x.map(f),
  backward: (dy: Float64Array, x: Float64Array) => [
    x.map((v, i) => dy[i] * derivative(v)),
  ],
});
const wave = (k: number): Curve => [
  (x) => Math.sin(k * x),
  (x) => k * Math.cos(k * x),
];
const bell = (width: number): Curve => [
  (x) => Math.exp(-(((x - 0.5) / width) ** 2)),
  (x) => -2 * (x - 0.5) / width ** 2 * Math.exp(-(((x - 0.5) / width) ** 2)),
];
const c = Math.sqrt(2 / Math.PI);
const gelu: Curve = [
  (x) => 0.5 * x * (1 + Math.tanh(c * (x + 0.044715 * x ** 3))),
  (x) => {
    const t = Math.tanh(c * (x + 0.044715 * x ** 3));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 0.134145 * x * x);
  },
];
const naiveSoftplus: Curve = [
  (x) => Math.log(1 + Math.exp(x)),
  (x) => 1 / (1 + Math.exp(-x)),
];
const normal = (scale: number, seed: number) =>
  randomNormal(6, seed).map((v) => scale * v);

const hard: [name: string, Curve, x: Float64Array][] = [
  // Where steps are whole periods the difference is 0, again and again.
  ...[4, 6, 8, 12].map((k): [string, Curve, Float64Array] => [
    `sin(2^${k} pi x) on a grid`,
    wave(2 ** k * Math.PI),
    Float64Array.of(0.25, 0.5, 1),
  ]),
  ["a wave at large x", wave(1), Float64Array.of(1e2, 1e3, 5e3)],
  ["a bell of width 1e-4", bell(1e-4), Float64Array.of(0.50005, 0.3, 0.4999)],
  ["an arc tangent of 1e8 x", [
    (x) => Math.atan(1e8 * x),
    (x) => 1e8 / (1 + 1e16 * x * x),
  ], Float64Array.of(1e-9, 1, 0)],
  // 1 + tanh and 1 + exp are rounded to multiples of 1e-16: stairs, where the result is as small.
  ["GELU far left", gelu, Float64Array.of(-4, -5, -5.5, -6, 2)],
  ["softplus as it is written", naiveSoftplus, normal(10, 3)],
  ["a cube at 0", [(x) => x ** 3, (x) => 3 * x * x], Float64Array.of(0, 0)],
  ["values of 1e300", [(x) => 1e300 * x, () => 1e300], normal(1, 4)],
  ["a sigmoid at -700", [(x) => 1 / (1 + Math.exp(-x)), (x) => {
    const s = 1 / (1 + Math.exp(-x));
    return s * (1 - s);
  }], Float64Array.of(40, 30, -40, -700)],
];
for (const [name, functions, x] of hard) {
  Deno.test(`right, though hard to tell: ${name}`, async () => {
    const report = await gradcheck(curve(functions), [x]);
    assert(report.ok, String(report));
    const [f, derivative] = functions;
    const wrong = curve([f, (v) => 1.01 * derivative(v)]);
    if (name !== "a cube at 0") {
      assertEquals((await gradcheck(wrong, [x])).ok, false, "1 % too much");
    }
  });
}

const softmax = <A extends Float32Array | Float64Array>(x: A): A => {
  const largest = Math.max(...x);
  const exps = x.map((v) => Math.exp(v - largest)) as A;
  const sum = (exps as Float64Array).reduce((total, v) => total + v, 0);
  return exps.map((v) => v / sum) as A;
};
for (const make of [Float32Array, Float64Array]) {
  Deno.test(`no alarm: softmax of large logits in ${make.name}`, async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const x = make.from(normal(10, seed)) as Float64Array;
      const { checks } = await gradcheck({
        forward: (x: Float64Array) => softmax(x),
        backward: (dy: Float64Array, x: Float64Array) => {
          const y = softmax(x);
          const dot = y.reduce((sum, v, i) => sum + v * dy[i], 0);
          return [y.map((v, i) => v * (dy[i] - dot))];
        },
      }, [x]);
      assert(checks[0].verdict !== "failed", `seed ${seed}`);
    }
  });
}

Deno.test("no alarm: a loss that is computed in f32", async () => {
  const sum = (x: Float32Array) => {
    let total = Math.fround(0);
    for (const v of x) total = Math.fround(total + Math.fround(v * v));
    return total;
  };
  for (let seed = 1; seed <= 20; seed++) {
    const x = Float32Array.from(normal(1, seed));
    const report = await gradcheck(sum, (x) => x.map((v) => 2 * v), x);
    assert(report.ok, `seed ${seed}\n${report}`);
    const wrong = await gradcheck(sum, (x) => x.map((v) => 2.2 * v), x);
    assertEquals(wrong.ok, false);
  }
});

const square: Curve = [(x) => x * x, (x) => 2 * x];

Deno.test("a function may write all its results into one array", async () => {
  const y = new Float64Array(3), dx = new Float64Array(3);
  const thrifty = (factor: number) => ({
    forward: (x: Float64Array) => (y.set(x.map((v) => v * v)), y),
    backward: (dy: Float64Array, x: Float64Array) => {
      dx.set(x.map((v, i) => factor * v * dy[i]));
      return [dx];
    },
  });
  assertEquals((await gradcheck(thrifty(2), [randomNormal(3, 1)])).ok, true);
  assertEquals((await gradcheck(thrifty(0), [randomNormal(3, 1)])).ok, false);
});

Deno.test("a function may throw outside of its domain", async () => {
  const strict = curve([(x) => {
    if (x < 0) throw new RangeError("negative");
    return Math.sqrt(x);
  }, (x) => 0.5 / Math.sqrt(x)]);
  const report = await gradcheck(strict, [Float64Array.of(1e-6, 1, 4)]);
  assert(report.ok, String(report));
});

Deno.test("inputs that are not finite are refused", async () => {
  for (const bad of [Infinity, -Infinity, NaN]) {
    const error = await assertRejects(
      () => gradcheck(curve(square), [Float64Array.of(1, bad)]),
      RangeError,
    );
    assertEquals(
      error.message,
      `gradcheck: element 1 of input 0 is ${bad}, expected finite numbers: there is no slope elsewhere`,
    );
  }
});

Deno.test("an input whose gradient is null is named, and all of them are refused", async () => {
  const product = {
    forward: (x: Float64Array, w: Float64Array) => x.map((v, i) => v * w[i]),
    backward: (dy: Float64Array, _: Float64Array, w: Float64Array) => [
      dy.map((v, i) => v * w[i]),
      null,
    ],
  };
  const inputs = [randomNormal(2, 1), randomNormal(2, 2)];
  const report = await gradcheck(product, inputs);
  assertEquals(report.unchecked, ["input 1"]);
  assert(
    String(report).endsWith(
      "input 1: no gradient is claimed (null), so none was checked",
    ),
  );
  const error = await assertRejects(
    () => gradcheck({ ...product, backward: () => [null, null] }, inputs),
    TypeError,
  );
  assertEquals(
    error.message,
    "gradcheck: backward gave null for each input, expected at least one gradient to check",
  );
});

Deno.test("a module that gives its input back keeps it, and one that throws leaves everything as it was", async () => {
  const device = await openDevice("cpu");
  const x = device.tensor(Float64Array.of(1, 2, 3));
  const identity = {
    parameters: {},
    forward: (x: Tensor) => ({ y: x, backward: (dy: Tensor) => dy }),
  };
  await gradcheck(identity, [x]);
  assertEquals(await x.read(), Float64Array.of(1, 2, 3));
  let calls = 0;
  const breaking = {
    parameters: {},
    forward: (x: Tensor) => {
      if (++calls > 5) throw new Error("boom");
      return { y: x, backward: (dy: Tensor) => dy };
    },
  };
  await assertRejects(() => gradcheck(breaking, [x]), Error, "boom");
  assertEquals(await x.read(), Float64Array.of(1, 2, 3));
  const nothing = { parameters: {}, forward: () => undefined as never };
  const error = await assertRejects(() => gradcheck(nothing, [x]), TypeError);
  assertEquals(
    error.message,
    "gradcheck: forward of the module gave nothing, expected { y, backward } with a tensor, or a list of them, and a function",
  );
});
