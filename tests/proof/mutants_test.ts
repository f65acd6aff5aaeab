/** Every planted mistake is caught by the public check, and explained where that can be expected. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { gradcheck } from "../../lib/check/mod.ts";
import { correctFunction } from "./correct_functions.ts";
import { checkLayerNorm } from "./mutants/layer_norm.ts";
import { mutants } from "./mutants/mod.ts";

Deno.test("layer norm without a mistake passes", async () => {
  const report = await checkLayerNorm();
  assert(report.ok, String(report));
});

Deno.test("at least 40 mistakes are planted, and at least 30 of them have an explanation", () => {
  assert(mutants.length >= 40);
  assert(mutants.filter(({ says }) => says !== null).length >= 30);
  assertEquals(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});

for (const { name, says, check } of mutants) {
  Deno.test(`planted: ${name}`, async () => {
    const report = await check();
    assertEquals(report.ok, false);
    if (says !== null) assertMatch(String(report), says);
  });
}

Deno.test("2,000 right gradients of random functions raise no alarm", async () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const { name, inputs, ...functions } = correctFunction(seed);
    const report = await gradcheck(functions, inputs, { seed });
    assert(report.ok, `seed ${seed}, ${name}\n${report}`);
  }
});
