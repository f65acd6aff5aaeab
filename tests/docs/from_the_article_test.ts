/** The page for the article's readers: its scripts run, and both languages have the same. */

import { assertEquals } from "@std/assert";
import { runScript, scriptsIn } from "../support/scripts.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";

const scripts = await scriptsIn("docs/from_the_article.md");
const numbersIn = (lines: string[]) =>
  lines.join(" ").replaceAll(/Float32Array\(\d+\)/g, "")
    .match(/-?\d+(\.\d+)?(e-?\d+)?/g)!.map(Number);
const script = (part: string) => scripts.find((text) => text.includes(part))!;

Deno.test("LayerNormalization(4, eps=1e-6): the rows, and the gradients of gamma and beta", async () => {
  const printed = numbersIn(await runScript(script("eps: 1e-6")));
  const n = 4, rows = [[1, 2, 3, 4], [10, 20, 30, 40]];
  const normalised = rows.flatMap((row) => {
    const mean = row.reduce((sum, v) => sum + v) / n;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    return row.map((v) => (v - mean) / Math.sqrt(variance + 1e-6));
  });
  assertWithin("y", printed.slice(0, 8), normalised, bounds.layerNormF32);
  assertWithin(
    "of gamma",
    printed.slice(16, 20),
    [normalised[0], 0, 0, normalised[7]],
    bounds.layerNormF32,
  );
  assertEquals(printed.slice(20), [1, 0, 0, 1]);
});

Deno.test("a window of uneven micro-batches: two steps of four samples", async () => {
  const lines = await runScript(script("every: 2"));
  assertEquals(lines.slice(0, 2), ["step 1: 4 samples", "step 2: 4 samples"]);
  // The mean gradient is w - 2.5: from 0 half of the way to 2.5, and half of the rest.
  assertEquals(numbersIn(lines.slice(2)), [1.875]);
});

Deno.test("Ticks(momentum=0.5): the article's weight and ours", async () => {
  const [theirs, ours] = numbersIn(await runScript(script("momentum: m")));
  const steps = 3, spacing = 2 ** -23;
  const bound = steps * bounds.optimizerSpacings * spacing;
  assertWithin("w", [ours], [theirs], bound);
});

Deno.test("the Chinese page has the same scripts but for their comments", async () => {
  const code = (texts: string[]) =>
    texts.map((text) => text.replaceAll(/ *\/\/ .*/g, ""));
  const chinese = await scriptsIn("docs/from_the_article.zh-CN.md");
  assertEquals(code(chinese), code(scripts));
});
