/** The README's scripts, in both languages. */

import { assert, assertEquals } from "@std/assert";
import { runScript, scriptsIn } from "./support/scripts.ts";

const scripts = await scriptsIn("README.md");

Deno.test("the README's script of ticks has at most 20 lines, runs without permission, and learns", async () => {
  const script = scripts.find((script) => script.includes("new Ticks("))!;
  assert(script.trim().split("\n").length <= 20);
  const lines = await runScript(script);
  const losses = lines.map((line) => Number(line.split(" ")[2]));
  assertEquals(losses.length, 100);
  assert(losses[0] > 1.5 && losses[99] < 0.6, `${losses[0]} to ${losses[99]}`);
});

Deno.test("the README's script of layer norm runs without permission", async () => {
  const script = scripts.find((script) =>
    script.includes("norm.weight!.grad")
  )!;
  assertEquals((await runScript(script)).length > 3, true);
});

Deno.test("the README's figure says what it shows, and writes a page", async () => {
  const script = scripts.find((script) => script.includes("figure.show()"))!;
  await Deno.mkdir(new URL("../out", import.meta.url), { recursive: true });
  const [sentence] = await runScript(script, "-A");
  assert(
    sentence.startsWith(
      "Line chart “Loss”: cross entropy (log scale) by step, 2 series.",
    ),
    sentence,
  );
  const page = await Deno.readTextFile(
    new URL("../out/loss.html", import.meta.url),
  );
  assert(page.startsWith("<!doctype html>"));
});
