/** The demo as people run it: its options, and a run that is interrupted and goes on. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

const root = new URL("../../", import.meta.url).pathname;
const [deno, ...command] = config.tasks.demo.command.split(" ");
assertEquals(deno, "deno");

function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...command, ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function run(...args: string[]) {
  const { code, stdout, stderr } = await start(...args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function inFolder(fn: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ticks-" });
  try {
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the demo explains itself, and names what is wrong", async () => {
  const { code, stdout } = await run("--help");
  assertEquals(code, 0);
  for (
    const option of ["--device", "--every", "--steps", "--resume", "--out"]
  ) {
    assertStringIncludes(stdout, `  ${option}`);
  }
  await inFolder(async (folder) => {
    const wrong: [string[], string][] = [
      [
        ["--steps", "0"],
        '--steps is "0", expected a whole number of at least 1',
      ],
      [
        ["--every", "2.5"],
        '--every is "2.5", expected a whole number of at least 1',
      ],
      [["--device", "tpu"], '--device is "tpu", expected auto, cpu or webgpu'],
      [
        ["--resume"],
        `--resume finds nothing saved in ${folder}; run deno task demo first`,
      ],
      [["--fast"], "Unknown option '--fast'"],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await run("--out", folder, ...args);
      assertEquals(code, 2);
      assert(stderr.startsWith(`demo: ${message}`), stderr);
      assertStringIncludes(stderr, "usage: deno task demo");
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("interrupted and resumed, the demo ends with the same bits and prints the same accuracy", async () => {
  await inFolder(async (folder) => {
    const options = ["--device", "cpu", "--steps", "40", "--every", "3"];
    const straight = await run("--out", `${folder}/a`, ...options);
    assertEquals(straight.code, 0, straight.stderr);

    const child = start("--out", `${folder}/b`, ...options);
    const stderr = new Response(child.stderr).text();
    let stdout = "";
    for await (
      const chunk of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      if (
        !stdout.includes("training on") &&
        (stdout + chunk).includes("training on")
      ) {
        await new Promise((resolve) => setTimeout(resolve, 700)); // among the steps
        child.kill("SIGINT");
      }
      stdout += chunk;
    }
    assertEquals((await child.status).code, 130, await stderr);
    assertStringIncludes(
      stdout,
      ", and saved; go on with: deno task demo --resume",
    );
    const { losses } = JSON.parse(
      await Deno.readTextFile(`${folder}/b/digits.json`),
    );
    assert(losses.length < 40);

    const resumed = await run("--out", `${folder}/b`, "--resume");
    assertEquals(resumed.code, 0, resumed.stderr);
    const again = await run("--out", `${folder}/b`, "--resume");
    const accuracy = (text: string) =>
      text.match(/^held-out accuracy .*$/m)?.[0];
    assert(accuracy(straight.stdout));
    assertEquals(accuracy(resumed.stdout), accuracy(straight.stdout));
    assertEquals(accuracy(again.stdout), accuracy(straight.stdout));
    const state = (name: string) =>
      Deno.readFile(`${folder}/${name}/digits.safetensors`);
    assertEquals(await state("b"), await state("a"));
    for (const file of ["digits_loss.html", "digits_loss.png", "digits.json"]) {
      assert((await Deno.stat(`${folder}/b/${file}`)).size > 0);
    }
    const other = await run("--out", `${folder}/b`, "--resume", "--every", "4");
    assertEquals(other.code, 2);
    assert(
      other.stderr.startsWith(
        "demo: --every is 4, expected 3 as in the saved run, or nothing",
      ),
    );
  });
});

Deno.test("the demo can be interrupted in a window that is long", async () => {
  await inFolder(async (folder) => {
    const child = start(
      "--out",
      folder,
      "--device",
      "cpu",
      "--every",
      "100000",
    );
    let stdout = "";
    for await (
      const chunk of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      stdout += chunk;
      if (chunk.includes("training on")) child.kill("SIGINT");
    }
    assertEquals((await child.status).code, 130);
    await child.stderr.cancel();
    assertStringIncludes(stdout, "interrupted after step 0, with ");
    await Deno.writeTextFile(`${folder}/digits.json`, "{");
    const damaged = await run("--out", folder, "--resume");
    assertEquals(damaged.code, 2);
    assert(
      damaged.stderr.startsWith(
        `demo: ${folder}/digits.json is no history of the demo; run it without --resume`,
      ),
      damaged.stderr,
    );
  });
});
