import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  CellError,
  type CellProgress,
  joinLines,
  type Notebook,
  runNotebook,
} from "../../../lib/notebook/mod.ts";
import { notebookOf, outputsOf, printed } from "../cells.ts";
import { assertNothingRemains, kernelsOf, stillRunning } from "./remains.ts";

/** Runs cells that all pass, and gives the notebook and what is said of its last cell. */
async function run(
  ...sources: string[]
): Promise<{ notebook: Notebook; notes?: readonly string[] }> {
  let notes: CellProgress["notes"];
  const notebook = await runNotebook(notebookOf(...sources), {
    onCell: (progress) => notes = progress.notes,
  });
  assertNothingRemains();
  return { notebook, notes };
}

Deno.test("survives: a cell that prints 50 MB, with the memory of what is kept", async () => {
  const { notebook, notes } = await run(
    `const line = "x".repeat(9_999);
for (let i = 0; i < 5_000; i++) console.log(line);
console.log("the end");`,
  );
  const text = printed(notebook, 0);
  assertMatch(text, /\n\[4[89],\d{3},\d{3} characters left out here\]\n/);
  assertEquals(text.length < 2_000_000, true);
  assertEquals(text.startsWith("x".repeat(9_999) + "\n"), true);
  assertEquals(text.endsWith("\nthe end\n"), true);
  assertEquals(notes?.length, 1);
  assertMatch(notes![0], /^4[89],\d{3},\d{3} characters of text left out$/);
});

Deno.test("survives: a cell that prints without end, in a kernel that does not grow", async () => {
  let largest = 0;
  const error = await assertRejects(
    () =>
      runNotebook(notebookOf('for (;;) console.log("x".repeat(10_000));'), {
        timeout: 3,
        onCell: () => {
          const timer = setInterval(() => {
            for (const pid of kernelsOf(Deno.pid)) {
              largest = Math.max(largest, residentMegabytes(pid));
            }
          }, 100);
          setTimeout(() => clearInterval(timer), 2800);
        },
      }),
    CellError,
  );
  assertEquals(error.ename, "TimeoutError");
  // Without flow control it has over 1 GB by then.
  if (Deno.build.os === "linux") assertEquals(largest > 50, true);
  assertEquals(largest < 700, true, `${largest} MB`);
  assertNothingRemains();
});

function residentMegabytes(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it ended meanwhile
  }
}

Deno.test("survives: half a line, in order with whole ones", async () => {
  const { notebook } = await run(
    `const bytes = (text: string) => new TextEncoder().encode(text);
Deno.stdout.writeSync(bytes("half, "));
console.log("whole");
await Deno.stdout.write(bytes("half"));`,
    `import process from "node:process";
process.stdout.write("from node");
console.log("");
Deno.stderr.writeSync(new TextEncoder().encode("no newline"));`,
  );
  assertEquals(printed(notebook, 0), "half, whole\nhalf");
  assertEquals(printed(notebook, 1), "from node\n");
  assertEquals(printed(notebook, 1, "stderr"), "no newline");
});

Deno.test("survives: binary, of which what is no text becomes U+FFFD", async () => {
  const { notebook } = await run(
    `Deno.stdout.writeSync(Uint8Array.of(0, 255, 254, 27, 91, 51, 49, 109, 0xc3));
Deno.stdout.writeSync(Uint8Array.of(0xa9, 10)); undefined;`,
    String
      .raw`console.log("\u0000 \u001b[31mred\u001b[0m \ud800 \u2028 </script>");`,
  );
  assertEquals(printed(notebook, 0), "\0\ufffd\ufffd\u001b[31mé\n");
  assertEquals(
    printed(notebook, 1),
    "\0 \u001b[31mred\u001b[0m \ufffd \u2028 </script>\n",
  );
  assertEquals(JSON.stringify(notebook).isWellFormed(), true);
});

Deno.test("survives: 5,000 displays, awaited or not, each of them there and in order", async () => {
  const show = 'Deno.jupyter.display({ "text/plain": `${i}` }, { raw: true })';
  const { notebook } = await run(
    `for (let i = 0; i < 5_000; i++) await ${show};`,
    `for (let i = 0; i < 5_000; i++) void ${show};`,
  );
  const expected = Array.from({ length: 5_000 }, (_, i) => String(i));
  for (const cell of [0, 1]) {
    const shown = outputsOf(notebook, cell).map((output) =>
      output.output_type === "display_data" ? output.data["text/plain"] : ""
    );
    assertEquals(shown, expected);
  }
});

Deno.test("survives: displays above 2 MB with text around them, and says that others may lose them", async () => {
  const { notebook, notes } = await run(
    `console.log("before");
void Deno.jupyter.display({ "text/plain": "x".repeat(9_000_000) }, { raw: true });
for (let i = 0; i < 100; i++) console.log("after");
await Deno.jupyter.display({ "text/plain": "y".repeat(3_000_000) }, { raw: true });`,
  );
  const sizes = outputsOf(notebook, 0).map((output) =>
    output.output_type === "stream"
      ? joinLines(output.text).length
      : "data" in output
      ? String(output.data["text/plain"]).length
      : output.output_type
  );
  assertEquals(sizes, [7, 9_000_000, 600, 3_000_000]);
  assertEquals(notes, [
    "displays 9.0 MB at once: above 2 MB other front ends may lose it",
  ]);
});

Deno.test({
  name: "survives: a cell that starts a process and leaves it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { notebook } = await run(
      `const child = new Deno.Command("sleep", { args: ["600"] }).spawn();
console.log(child.pid);`,
    );
    const pid = Number(printed(notebook, 0));
    assertEquals(await stillRunning([pid]), []);
  },
});
