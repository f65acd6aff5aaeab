/** Everything with gradients is held against something other than itself, and so is every kernel. */

import * as examples from "../../examples/mod.ts";
import * as ticks from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { registry } from "./kernel_cases.ts";
import { recordRuns, references } from "./references.ts";

/** Exported functions that have no gradient and are no optimizer. */
const others = [
  "countCorrect",
  "defineKernel",
  "defineOptimizer",
  "keeping",
  "loadDigits",
  "openDevice",
  "splitDigits",
];

const isClass = (value: unknown) =>
  typeof value === "function" && /^class\b/.test(String(value));
const isModule = (value: unknown) =>
  isClass(value) &&
  "forward" in (value as { prototype: object }).prototype;

Deno.test("every exported module and function is proven, or said to have no gradient", () => {
  const proven = new Set(references.flatMap((one) => one.exports));
  const missing = Object.entries({ ...ticks, ...examples })
    .filter(([, value]) => typeof value === "function")
    .filter(([, value]) => isModule(value) || !isClass(value))
    .map(([name]) => name)
    .filter((name) => !proven.has(name) && !others.includes(name));
  assertEquals(
    missing,
    [],
    `add ${missing} to tests/proof/references.ts with a comparison, or here to the others if it has no gradient`,
  );
});

Deno.test("definitions agree with something else, and every registered kernel takes part", async (t) => {
  const device = await ticks.openDevice("cpu");
  const run = recordRuns(device);
  for (const { name, against, measure } of references) {
    await t.step(`${name} agrees with ${against}`, async () => {
      const { error, failure } = await measure(device);
      assertEquals(failure, null);
      assert(error < 1e-6, `${error}`); // in f64, differences included
    });
  }
  const idle = registry.filter(({ name }) => !run.has(name));
  assertEquals(idle.map(({ name }) => name), []);
});
