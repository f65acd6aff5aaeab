/** The forms that gradcheck takes, its options, and how bad calls are answered. */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { gradcheck, randomNormal } from "../../lib/check/mod.ts";

Deno.test("several outputs: dy is a list, and each has its part", async () => {
  const twice = {
    forward: (x: Float64Array) => [x.map((v) => v * v), x.map(Math.sin)],
    backward: ([a, b]: Float64Array[], x: Float64Array) => [
      x.map((v, i) => 2 * v * a[i] + Math.cos(v) * b[i]),
    ],
  };
  const report = await gradcheck(twice, [randomNormal(5, 1)]);
  assert(report.ok, String(report));
  const forgotten = {
    ...twice,
    backward: ([a]: Float64Array[], x: Float64Array) => [
      x.map((v, i) => 2 * v * a[i]),
    ],
  };
  assertEquals((await gradcheck(forgotten, [randomNormal(5, 1)])).ok, false);
});

Deno.test("a loss of several inputs, and asynchronous functions", async () => {
  const loss = (a: Float64Array, b: Float64Array) =>
    Promise.resolve(a.reduce((sum, v, i) => sum + v * v * b[i], 0));
  const gradient = (a: Float64Array, b: Float64Array) =>
    Promise.resolve([a.map((v, i) => 2 * v * b[i]), a.map((v) => v * v)]);
  const inputs = [randomNormal(4, 1), randomNormal(4, 2)];
  const report = await gradcheck(loss, gradient, inputs);
  assert(report.ok, String(report));
  assertEquals(report.checks.map(({ name }) => name), ["input 0", "input 1"]);
});

const cube = {
  forward: (x: Float64Array) => x.map((v) => v ** 3),
  backward: (dy: Float64Array, x: Float64Array) => [
    x.map((v, i) => 3 * v * v * dy[i]),
  ],
};
/** Every element too large by a factor. */
const scaled = (factor: number) => ({
  ...cube,
  backward: (dy: Float64Array, x: Float64Array) => [
    cube.backward(dy, x)[0].map((v) => factor * v),
  ],
});

Deno.test("fast mode: a few evaluations whatever the size, and the place of a mistake", async () => {
  let calls = 0;
  const counted = {
    ...cube,
    forward: (x: Float64Array) => (calls++, cube.forward(x)),
  };
  const used: number[] = [];
  for (const size of [100, 10_000]) {
    calls = 0;
    const report = await gradcheck(counted, [randomNormal(size, 1)], {
      fastMode: true,
    });
    assert(report.ok, String(report));
    assertMatch(
      report.checks[0].notes[0],
      /^3 random directions: an error of .* % of the slope's size passes with a probability of at most 0\.001$/,
    );
    used.push(calls);
  }
  assert(used[1] <= 1.5 * used[0] && used[1] < 200, String(used));

  const wrong = {
    ...cube,
    backward: (dy: Float64Array, x: Float64Array) => {
      const [dx] = cube.backward(dy, x);
      dx[4321] += 1e-3;
      return [dx];
    },
  };
  const { ok, checks } = await gradcheck(wrong, [randomNormal(10_000, 1)], {
    fastMode: true,
  });
  assertEquals([ok, checks[0].explanation], [false, "an error is at [4321]"]);
  const spread = await gradcheck(scaled(1.001), [randomNormal(1000, 1)], {
    fastMode: true,
  });
  assertEquals(spread.ok, false);
});

Deno.test("atol and rtol are PyTorch's, and only loosen", async () => {
  const x = Float64Array.of(1, 2, -3);
  const passes = async (factor: number, options: object) =>
    (await gradcheck(scaled(factor), [x], options)).ok;
  assertEquals(await passes(1.001, {}), false);
  assertEquals(await passes(1.001, { rtol: 1.01e-3 }), true);
  assertEquals(await passes(1.001, { rtol: 0.99e-3 }), false);
  assertEquals(await passes(1.001, { atol: 1 }), true);
  assertEquals(await passes(1, { rtol: 0, atol: 0 }), true);
});

Deno.test("shapes give the report its indices", async () => {
  const wrong = {
    ...cube,
    backward: (dy: Float64Array, x: Float64Array) => {
      const [dx] = cube.backward(dy, x);
      dx[7] *= 2;
      return [dx];
    },
  };
  const options = { shapes: [[3, 4]] };
  const { checks } = await gradcheck(wrong, [randomNormal(12, 1)], options);
  assertEquals(checks[0].worst.index, [1, 3]);
  assertEquals(checks[0].explanation, "only row 1, column 3 is wrong");
});

Deno.test("bad calls say what came, what was expected and how to mend it", async () => {
  const x = randomNormal(4, 1);
  const rejects = async (
    call: () => Promise<unknown>,
    Class: typeof TypeError | typeof RangeError,
    message: string,
  ) => assertEquals((await assertRejects(call, Class)).message, message);
  await rejects(
    () => gradcheck({ ...cube, backward: () => undefined as never }, [x]),
    TypeError,
    "gradcheck: backward gave nothing, expected a list with one gradient for each of 1 input, null for none",
  );
  await rejects(
    () => gradcheck({ ...cube, backward: () => [new Float64Array(12)] }, [x]),
    TypeError,
    "gradcheck: the gradient of input has 12 values, expected 4; is it not summed over 3 rows?",
  );
  await rejects(
    () => gradcheck({ ...cube, forward: () => [] }, [x]),
    TypeError,
    "gradcheck: forward gave an empty list, expected at least one output",
  );
  await rejects(
    () => gradcheck(cube, [new Float64Array()]),
    RangeError,
    "gradcheck: input 0 is empty, expected at least one value",
  );
  await rejects(
    () => gradcheck(cube, [x], { shapes: [[2, 3]] }),
    TypeError,
    "gradcheck: shapes[0] is [2,3], expected a shape of 4 values, those of input 0",
  );
  await rejects(
    () => gradcheck(cube, [x], { rtol: -1 }),
    RangeError,
    "gradcheck: rtol is -1, expected a finite number of at least 0",
  );
  await rejects(
    () => gradcheck(cube, [x], { step: 1 } as object),
    TypeError,
    "gradcheck: unknown option step, expected atol, rtol, seed, fastMode, shapes",
  );
  await rejects(
    () => gradcheck((_: Float64Array) => undefined as never, (x) => x, x),
    TypeError,
    "gradcheck: the loss gave nothing, expected a number; is a return missing?",
  );
});
