/** Every kind of plan, on every adapter: the proofs that hold for the chosen one hold for each. */

import { assert, assertEquals } from "@std/assert";
import {
  choosePlan,
  type Plan,
  planOf,
  plansFor,
} from "../../lib/norm/plan.ts";
import { type Device, layerNorm } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, testOnWebGpu } from "../devices.ts";
import {
  names,
  offsets,
  type Problem,
  problem,
  type Results,
  solve,
} from "./problems.ts";

const passes = ["forward", "backward"] as const;

/** The first rows of a problem. */
function firstRows(of: Problem, rows: number): Problem {
  const { width, x, dy } = of;
  const size = rows * width;
  return { ...of, rows, x: x.slice(0, size), dy: dy.slice(0, size) };
}

async function expectAccuracy(device: Device, width: number): Promise<void> {
  for (const [name, value] of Object.entries(offsets)) {
    const given = problem(70, width, value);
    const expected = await solve(cpu, given, "f64");
    const actual = await solve(device, given);
    for (const key of names) {
      const what = `${key} of ${name}, width ${width}`;
      const scale = key === "dweight" ? sizeOfSums(given, expected) : undefined;
      assertWithin(
        what,
        actual[key],
        expected[key],
        bounds.layerNormF32,
        scale,
      );
    }
  }
}

/**
 * How large dweight is, or would be had its terms not cancelled: the root of the sum of their squares, in the
 * largest column. The outlier's column is so much larger than the others that its luck counts alone.
 */
function sizeOfSums(
  { width, dy, weight, bias }: Problem,
  { y, dweight }: Results,
): number {
  const squares = new Float64Array(width);
  dy.forEach((d, i) => {
    const j = i % width;
    squares[j] += (d * (y[i] - bias[j]) / weight[j]) ** 2;
  });
  return Math.max(...squares.map(Math.sqrt), ...dweight.map(Math.abs));
}

async function expectBadRowsToStay(
  device: Device,
  width: number,
): Promise<void> {
  const clean = problem(70, width);
  const expected = await solve(device, clean);
  for (const key of ["x", "dy"] as const) {
    const bad = { ...clean, [key]: clean[key].slice() };
    bad[key][66 * width + 5] = Infinity;
    const { y, dx } = await solve(device, bad);
    const inRow = (i: number) => Math.floor(i / width) === 66;
    dx.forEach((value, i) =>
      assertEquals(value, inRow(i) ? NaN : expected.dx[i])
    );
    y.forEach((value, i) =>
      assertEquals(value, key === "x" && inRow(i) ? NaN : expected.y[i])
    );
  }
}

async function expectConstantRows(
  device: Device,
  width: number,
): Promise<void> {
  for (const constant of [1 / 3, -1e30, 3e38]) {
    const x = device.tensor(new Float32Array(3 * width).fill(constant), [
      3,
      width,
    ]);
    const { y } = layerNorm(x, { normalizedShape: width });
    assertEquals(await y.read(), new Float32Array(3 * width));
  }
}

async function expectRowsAlone(device: Device, width: number): Promise<void> {
  const many = problem(131, width), few = firstRows(many, 3);
  const all = await solve(device, many), alone = await solve(device, few);
  assertEquals(alone.y, all.y.slice(0, 3 * width));
  assertEquals(alone.dx, all.dx.slice(0, 3 * width));
}

function withPlan(
  device: Device,
  width: number,
  plan: Plan | null,
): void {
  for (const pass of passes) choosePlan(pass, width, device.adapter, plan);
}

for (const width of [16, 37, 48, 64, 128, 1024]) {
  const kinds = Map.groupBy(
    plansFor(width),
    ({ values, lanes, kept }) => `${values} ${lanes} ${kept}`,
  );
  for (const plans of kinds.values()) {
    const { values, lanes, kept } = plans[0];
    const name =
      `width ${width}: ${values} values a load, ${lanes} lanes, ${kept} chunks kept`;
    testOnWebGpu(`a plan is proven: ${name}`, async (device) => {
      const given = problem(131, width, offsets["1e4 + N(0, 1)"]);
      try {
        const results = [];
        for (const plan of plans) {
          withPlan(device, width, plan);
          results.push(await solve(device, given));
        }
        for (const result of results) {
          assertEquals(result, results[0], "the rows of a plan change no bit");
        }
        await expectAccuracy(device, width);
        await expectBadRowsToStay(device, width);
        await expectConstantRows(device, width);
        await expectRowsAlone(device, width);
      } finally {
        withPlan(device, width, null);
      }
    });
  }
}

Deno.test("the table's plans fit their rows, on every kind of adapter", () => {
  const adapters = [
    { name: "SwiftShader Device (Subzero)", software: true },
    { name: "llvmpipe (LLVM 15.0.6, 256 bits)", software: true },
    { name: "NVIDIA H100", software: false },
  ];
  for (const adapter of adapters) {
    for (const width of [1, 2, 3, 64, 768, 1023, 8192, 65_536, 2 ** 20]) {
      for (const pass of passes) {
        const { values, lanes, kept } = planOf(pass, width, adapter);
        const what = `${pass} of ${width} on ${adapter.name}`;
        assert(width % values === 0, what);
        assert(Number.isInteger(Math.log2(lanes)) && lanes <= 256, what);
        assert(lanes <= width / values, what);
        if (kept) assertEquals(16 * lanes * kept, width, what);
      }
    }
  }
  const lanes = adapters.map((a) => planOf("forward", 1024, a).lanes);
  assertEquals(lanes, [1, 1, 64]);
});
