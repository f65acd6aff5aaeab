import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import { type FloatArray, layerNorm, layerNormBackward } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, long, nameOf, testOnEachDevice } from "../devices.ts";
import { goldenLayerNorm } from "../golden/mod.ts";
import { goldenErrors } from "./golden_errors.ts";
import { names, offsets, type Problem, problem, solve } from "./problems.ts";

Deno.test("layerNorm in f64 gives PyTorch's f64 values", async () => {
  for (const golden of goldenLayerNorm) {
    const errors = await goldenErrors(cpu, golden, Float64Array);
    assertErrors(golden.name, errors, bounds.layerNormF64);
  }
});

testOnEachDevice(
  "layerNorm in f32 gives PyTorch's f64 values",
  async (device) => {
    for (const golden of goldenLayerNorm) {
      const errors = await goldenErrors(device, golden, Float32Array);
      assertErrors(golden.name, errors, bounds.layerNormF32);
    }
  },
);

function assertErrors(
  name: string,
  errors: ReadonlyMap<string, number>,
  bound: number,
): void {
  assert(errors.has("y") && errors.has("dx"));
  for (const [output, error] of errors) {
    assert(
      error <= bound,
      `${name}: the error of ${output} is ${error}, expected at most ${bound}`,
    );
  }
}

testOnEachDevice("accuracy does not depend on the offset", async (device) => {
  const worst = { y: 0, dx: 0, dweight: 0, dbias: 0 };
  for (const [name, value] of Object.entries(offsets)) {
    const given = problem(256, 768, value);
    const expected = await solve(cpu, given, "f64");
    const actual = await solve(device, given);
    for (const key of names) {
      const error = assertWithin(
        `${key} of ${name}`,
        actual[key],
        expected[key],
        bounds.layerNormF32,
      );
      worst[key] = Math.max(worst[key], error);
    }
  }
  console.log(
    `worst error on ${nameOf(device)}: ${
      names.map((key) => `${key} ${worst[key].toExponential(1)}`).join(", ")
    } (bound ${bounds.layerNormF32})`,
  );
});

testOnEachDevice("awkward sizes", async (device) => {
  const sizes = [
    [1, 1],
    [3, 2],
    [64, 3],
    [65, 5],
    [63, 37],
    [130, 199],
    [2, 1023],
    [7, 4098],
    [2, 65_536],
    [3, 250_001],
    [1, 2 ** 20],
    [1, 65_535],
    ...(long ? [[300, 65_533], [5_000, 1_021]] : []),
  ];
  for (const [rows, width] of sizes) {
    const given = problem(rows, width);
    const expected = await solve(cpu, given, "f64");
    const actual = await solve(device, given);
    for (const key of names) {
      if (width === 1 && (key === "dx" || key === "dweight")) {
        assert(actual[key].every((value) => value === 0), `${key} is 0`);
        continue;
      }
      assertWithin(
        `${key} of [${rows}, ${width}]`,
        actual[key],
        expected[key],
        bounds.layerNormF32,
        // At width 2 the terms of dx, rstd * g, cancel but for eps / variance of them.
        width === 2 && key === "dx" ? largestTerm(given) : undefined,
      );
    }
  }
});

/** The largest |rstd * dy * weight| of a problem of width 2. */
function largestTerm({ x, dy, weight }: Problem): number {
  return Math.max(...dy.map((value, i) => {
    const deviation = (x[i] - x[i ^ 1]) / 2;
    return Math.abs(value * weight[i % 2]) / Math.sqrt(deviation ** 2 + 1e-5);
  }));
}

testOnEachDevice("more than 65,535 workgroups of rows", async (device) => {
  // Software adapters have 8 to 64 rows in a workgroup, so that this takes the second dimension.
  const rows = device.kind === "cpu" ? 70_000 : 65_536 * 64 + 100;
  const width = 1;
  const x = device.tensor(
    new Float32Array(rows).map((_, i) => i % 1000),
    [rows, width],
  );
  const bias = device.tensor([0.25]);
  const { y, saved } = layerNorm(x, { bias });
  const values = await y.read();
  assert(values.every((value) => value === 0.25));
  const means = (await saved.read()).subarray(0, rows);
  assert(means.every((mean, i) => mean === i % 1000));
  const dy = device.tensor(
    new Float32Array(rows).map((_, i) => i % 5 - 1), // whole numbers: sums are exact
    [rows, width],
  );
  const { dbias } = layerNormBackward(dy, { x, saved, bias });
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += i % 5 - 1;
  assertEquals(await dbias!.read(), new Float32Array([sum]));
  for (const tensor of [x, bias, y, saved, dy, dbias]) tensor?.dispose();
});

testOnEachDevice(
  "zero rows give nothing, and gradients of zero",
  async (device) => {
    const x = device.tensor([], [0, 3]);
    const weight = device.tensor([1, 2, 3]);
    const { y, saved } = layerNorm(x, { weight });
    assertEquals([y.shape, saved.shape], [[0, 3], [3, 0]]);
    const { dx, dweight } = layerNormBackward(x, { x, saved, weight });
    assertEquals(await y.read(), new Float32Array(0));
    assertEquals(await dx.read(), new Float32Array(0));
    assertEquals(await dweight!.read(), new Float32Array(3));
  },
);

testOnEachDevice("a constant row gives exactly the bias", async (device) => {
  const constants = [0, 1, -3.3, 1 / 3, 1e7 / 3, 1e30, -1e-30, 3e38];
  for (const width of [1, 2, 3, 17, 768, 1021]) {
    const bias = Float32Array.from(randomNormal(width, width));
    const x = device.tensor(
      constants.flatMap((value) => Array(width).fill(value)),
      [constants.length, width],
    );
    const weight = Float32Array.from(randomNormal(width, 5));
    const { y } = layerNorm(x, {
      weight: device.tensor(weight),
      bias: device.tensor(bias),
    });
    const values = await y.read();
    constants.forEach((value, row) =>
      assertEquals(
        values.slice(row * width, (row + 1) * width),
        bias,
        `${value} at width ${width}`,
      )
    );
  }
});

testOnEachDevice("the same input gives the same bits", async (device) => {
  const given = problem(200, 199, offsets["1e4 + N(0, 1)"]);
  const first = await solve(device, given);
  for (let i = 0; i < 5; i++) assertEquals(await solve(device, given), first);
});

testOnEachDevice(
  "a batch cut at multiples of 64 rows gives the bits of the uncut one",
  async (device) => {
    const width = 199;
    const { rows, x, dy, weight, bias } = problem(64 * 5 + 17, width);
    const whole = await solve(device, { rows, width, x, dy, weight, bias });
    for (const cuts of [[64], [128, 192], [64, 128, 192, 256, 320]]) {
      const grads = {
        dweight: device.zeros([width]),
        dbias: device.zeros([width]),
      };
      const parts: number[] = [];
      for (const [i, from] of [0, ...cuts].entries()) {
        const to = cuts[i] ?? rows;
        const part = (all: Float32Array) =>
          device.tensor(all.slice(from * width, to * width), [
            to - from,
            width,
          ]);
        const options = {
          x: part(x),
          weight: device.tensor(weight),
          bias: device.tensor(bias),
        };
        const { saved } = layerNorm(options.x, options);
        const { dx } = layerNormBackward(part(dy), {
          ...options,
          ...grads,
          saved,
        });
        parts.push(...await dx.read());
      }
      assertEquals(await grads.dweight.read(), whole.dweight);
      assertEquals(await grads.dbias.read(), whole.dbias);
      assertEquals(Float32Array.from(parts), whole.dx);
    }
  },
);

testOnEachDevice(
  "the number of rows changes no bit of a row",
  async (device) => {
    const width = 1023;
    const given = problem(130, width);
    const whole = await solve(device, given);
    const alone = await solve(device, {
      ...given,
      rows: 1,
      x: given.x.slice(0, width),
      dy: given.dy.slice(0, width),
    });
    assertEquals(alone.y, whole.y.slice(0, width));
    assertEquals(alone.dx, whole.dx.slice(0, width));
  },
);

for (const bad of [NaN, Infinity, -Infinity]) {
  testOnEachDevice(`${bad} in x stays in its row, as NaN`, async (device) => {
    const given = problem(70, 37);
    const clean = await solve(device, given);
    const row = 66, column = 11;
    given.x[row * 37 + column] = bad;
    const { y, dx, dweight, dbias } = await solve(device, given);
    for (let i = 0; i < 70 * 37; i++) {
      const inRow = Math.floor(i / 37) === row;
      assertEquals(y[i], inRow ? NaN : clean.y[i]);
      assertEquals(dx[i], inRow ? NaN : clean.dx[i]);
    }
    assert(dweight.every(Number.isNaN));
    assertEquals(dbias, clean.dbias);
  });

  testOnEachDevice(
    `${bad} in dy stays in its row and column, as NaN`,
    async (device) => {
      const given = problem(70, 37);
      const clean = await solve(device, given);
      const row = 66, column = 11;
      given.dy[row * 37 + column] = bad;
      const { y, dx, dweight, dbias } = await solve(device, given);
      assertEquals(y, clean.y);
      for (let i = 0; i < 70 * 37; i++) {
        assertEquals(dx[i], Math.floor(i / 37) === row ? NaN : clean.dx[i]);
      }
      for (let j = 0; j < 37; j++) {
        assertEquals(dweight[j], j === column ? NaN : clean.dweight[j]);
        assertEquals(dbias[j], j === column ? NaN : clean.dbias[j]);
      }
    },
  );
}

testOnEachDevice(
  "squares that overflow f32 never give zeros in silence",
  async (device) => {
    const values = randomNormal(64, 1).map((value) => 1e30 * value);
    const x = device.tensor(Float32Array.from(values), [1, 64]);
    const y = await layerNorm(x, { normalizedShape: 64 }).y.read();
    if (device.kind === "webgpu") assert(y.every(Number.isNaN));
    else {
      const exact = layerNorm(cpu.tensor(values, [1, 64]), {
        normalizedShape: 64,
      });
      assertWithin("y", y, await exact.y.read(), bounds.layerNormF32);
    }
  },
);

Deno.test("on the CPU squares that vanish in f32 count, too", async () => {
  const values = Float32Array.from(randomNormal(200, 1), (v) => 1e-22 * v);
  const shape = [2, 100], options = { normalizedShape: 100, eps: 1e-44 };
  const y = await layerNorm(cpu.tensor(values, shape), options).y.read();
  const exact = cpu.tensor(Float64Array.from(values), shape);
  const expected = await layerNorm(exact, options).y.read();
  assertWithin("y", y, expected, bounds.layerNormF32);
});

Deno.test("on the CPU sums of dy that overflow f32 give what f64 does", async () => {
  const shape = [2, 100], normalizedShape = 100;
  const dy = Float32Array.from(randomNormal(200, 1), (v) => 1e37 * (5 + v));
  const x = Float32Array.from(randomNormal(200, 2));
  const dxOf = async (...[x, dy]: FloatArray[]) => {
    const input = cpu.tensor(x, shape);
    const { saved } = layerNorm(input, { normalizedShape });
    const options = { x: input, saved, normalizedShape };
    return await layerNormBackward(cpu.tensor(dy, shape), options).dx.read();
  };
  const expected = await dxOf(Float64Array.from(x), Float64Array.from(dy));
  assertWithin("dx", await dxOf(x, dy), expected, bounds.layerNormF32);
});
