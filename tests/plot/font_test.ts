import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import module from "node:module";
import { dejavuSans } from "../../lib/plot/font/dejavu_sans.ts";
import { readMetrics } from "../../lib/plot/font/metrics.ts";
import "dejavu-fonts-ttf/package.json" with { type: "json" };

Deno.test("font: the letters that charts need are there, as wide as in the original", async () => {
  const ours = readMetrics(await dejavuSans());
  const folder = module.findPackageJSON("dejavu-fonts-ttf", import.meta.url)!
    .replace(/package\.json$/, "");
  const original = readMetrics(
    await Deno.readFile(`${folder}ttf/DejaVuSans.ttf`),
  );
  assertEquals(ours.ascent, original.ascent);
  assertEquals(ours.descent, original.descent);
  let shared = 0;
  for (let code = 32; code < 0x2800; code++) {
    const character = String.fromCodePoint(code);
    if (!ours.covers(character)) continue;
    shared++;
    assertAlmostEquals(ours.width(character), original.width(character), 0);
  }
  assert(shared > 1300, `${shared} characters`);
  for (const character of "Aaäñßőžλμσ∂∇∑√∞≈≤≥−×·…–“”‖₀₁²⁻→←↑↓□●△✓") {
    assert(ours.covers(character), character);
  }
  assertEquals(ours.covers("中"), false);
});
