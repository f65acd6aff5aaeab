/** The README's scripts, as a stranger copies them. */

import { assert, assertEquals } from "@std/assert";

const readme = await Deno.readTextFile(
  new URL("../README.md", import.meta.url),
);
const scripts = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
  .map(([, script]) => script);

/** Runs a script in the clone, without any permission. */
async function run(script: string) {
  const path = new URL(`../.readme_${crypto.randomUUID()}.ts`, import.meta.url);
  await Deno.writeTextFile(path, script);
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--check", path.pathname],
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(code, 0, text(stderr));
    return text(stdout).trim().split("\n");
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("the README's script of ticks has at most 20 lines, runs without permission, and learns", async () => {
  const script = scripts.find((script) => script.includes("new Ticks("))!;
  assert(script.trim().split("\n").length <= 20);
  const lines = await run(script);
  const losses = lines.map((line) => Number(line.split(" ")[2]));
  assertEquals(losses.length, 100);
  assert(losses[0] > 1.5 && losses[99] < 0.6, `${losses[0]} to ${losses[99]}`);
});

Deno.test("the README's script of layer norm runs without permission", async () => {
  const script = scripts.find((script) =>
    script.includes("norm.weight!.grad")
  )!;
  assertEquals((await run(script)).length > 3, true);
});
