/** Every planted mistake is caught by the public check, and explained where that can be expected. */

import { assert, assertEquals } from "@std/assert";
import { checkLayerNorm } from "./mutants/layer_norm.ts";
import { mutants } from "./mutants/mod.ts";
import { examine, falseAlarms } from "./planted.ts";

Deno.test("layer norm without a mistake passes", async () => {
  const report = await checkLayerNorm();
  assert(report.ok, String(report));
});

Deno.test("at least 40 mistakes are planted, and at least 30 of them have an explanation", () => {
  assert(mutants.length >= 40);
  assert(mutants.filter(({ says }) => says !== null).length >= 30);
  assertEquals(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});

for (const mutant of mutants) {
  Deno.test(`planted: ${mutant.name}`, async () => {
    const { caught, explained, says } = await examine(mutant);
    assert(caught);
    assert(explained !== false, `it says "${says}"`);
  });
}

Deno.test("2,000 right gradients of random functions raise no alarm", async () => {
  assertEquals(await falseAlarms(2000), []);
});
