/** The comparison of kernels sees what is wrong. */

import { assert, assertEquals } from "@std/assert";
import type { Kernel } from "../../lib/device/kernel.ts";
import { defineKernel, openDevice } from "../../mod.ts";
import { compareKernel } from "./compare_kernel.ts";

const cpu = await openDevice("cpu");

/** y = f(x), where f may tell what is run (f32) from what defines it (f64). */
const kernelOf = (f: (x: number, single: boolean) => number) =>
  defineKernel({
    name: "test",
    wgsl: "",
    tensors: {
      x: { access: "read", shape: ({ length }) => [length] },
      y: { access: "write", shape: ({ length }) => [length] },
    },
    arguments: { length: "u32" },
    dispatch: () => ({ constants: {}, workgroups: 1 }),
    definition({ x, y }, { length }) {
      const single = y instanceof Float32Array;
      for (let i = 0; i < length; i++) y[i] = f(x[i], single);
    },
  }) as unknown as Kernel;

const compare = async (f: (x: number, single: boolean) => number) => {
  const { outputs: [y], sameBits } = await compareKernel(cpu, kernelOf(f), {
    args: { length: 3 },
    values: { x: Float32Array.of(1, 2, 3), y: new Float32Array(3) },
  });
  return { ...y, passes: y.relative <= y.bound, sameBits };
};

Deno.test("rounding once is at most half a unit in the last place", async () => {
  const { passes, spacings, sameBits } = await compare((x) => x / 3);
  assertEquals([passes, sameBits], [true, true]);
  assert(spacings > 0 && spacings <= 0.5, `${spacings}`);
});

Deno.test("a unit is the spacing of f32 at the largest value", async () => {
  const found = await compare((x, single) => single ? x + 2 ** -20 : x);
  assertEquals(found.spacings, 2 ** -20 / 2 ** -22); // at 3
  assertEquals(found.relative, 2 ** -20 / 3);
});

Deno.test("an error, NaN and bits that change do not pass", async () => {
  assertEquals(
    (await compare((x, single) => single ? x * 1.001 : x)).passes,
    false,
  );
  assertEquals((await compare((x, single) => single ? NaN : x)).passes, false);
  assertEquals((await compare(() => NaN)).passes, false);
  let calls = 0;
  const restless = await compare((x) => x + 2 ** -22 * (calls++ % 2));
  assertEquals(restless.sameBits, false);
});
