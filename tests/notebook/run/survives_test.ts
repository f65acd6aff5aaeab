import { assertEquals, assertRejects } from "@std/assert";
import { CellError, runNotebook } from "../../../lib/notebook/mod.ts";
import { notebookOf, outputsOf, printed } from "../cells.ts";
import { assertNothingRemains } from "./remains.ts";

/** What the second of two cells does, and what the run says of it. */
interface Case {
  name: string;
  source: string;
  /** The error's whole message. */
  message: string;
  /** How the report ends. */
  hint?: string;
  timeout?: number;
}

const NO_ERROR =
  "  what was thrown is no Error: throw new Error(...) tells its message and its line";
const AWAIT =
  "  await or catch it in the cell that starts it, which may be an earlier one: its trace says only the line";
const AGAIN =
  "  a cell can declare before again with the keyword it had before: const as const, let as let";

const FAILURES: Case[] = [
  {
    name: "never ends",
    source: "for (;;);",
    timeout: 1,
    message:
      "cell [2]: TimeoutError: the cell took more than 1 s: raise timeout, or have it do less",
  },
  {
    name: "waits for ever",
    source: "await new Promise(() => {});",
    timeout: 1,
    message:
      "cell [2]: TimeoutError: the cell took more than 1 s: raise timeout, or have it do less",
  },
  {
    name: "exits the process",
    source: "Deno.exit(0);",
    message: "cell [2]: KernelError: the kernel ended with exit status 0",
  },
  {
    name: "kills the kernel",
    source: 'Deno.kill(Deno.pid, "SIGKILL");',
    message:
      "cell [2]: KernelError: the kernel ended by SIGKILL, as the system does for want of memory",
  },
  {
    name: "throws a string",
    source: 'const a = 1;\nif (a) throw "no error";',
    message: "cell [2], line 2: Error: no error",
    hint: NO_ERROR,
  },
  {
    name: "throws undefined",
    source: "throw undefined;",
    message: "cell [2], line 1: Error: null",
    hint: NO_ERROR,
  },
  {
    name: "throws an object",
    source: "throw { code: 3 };",
    message: "cell [2], line 1: Error: [object Object]",
    hint: NO_ERROR,
  },
  {
    name: "rejects without a handler",
    source: 'Promise.reject(new RangeError("lost"));\n"value"',
    message: "cell [2]: RangeError: lost (rejected, and nothing handles it)",
    hint: AWAIT,
  },
  {
    name: "rejects with what is no error",
    source: "Promise.reject({ code: 3 });",
    message: "cell [2]: Error: { code: 3 } (rejected, and nothing handles it)",
    hint: AWAIT,
  },
  {
    name: "throws in a callback, and then waits for a timer that never comes",
    source:
      'setTimeout(() => { throw new TypeError("lost"); });\nawait new Promise((done) => setTimeout(done, 20));',
    message: "cell [2]: TypeError: lost (thrown where nothing can catch it)",
    hint: AWAIT,
  },
  {
    name: "declares a const again with let",
    source: "1;\nlet before = 2;",
    message:
      "cell [2], line 2: SyntaxError: Identifier 'before' has already been declared",
    hint: AGAIN,
  },
  {
    name: "has a syntax error",
    source: "const a = 1;\n\n\tconst 1a = 2;",
    message:
      "cell [2], line 3, column 9: SyntaxError: Identifier cannot follow number",
    hint: "    3 | \tconst 1a = 2;\n      | \t       ^",
  },
];

for (const { name, source, message, hint, timeout } of FAILURES) {
  Deno.test(`survives: a cell that ${name}`, async () => {
    const error = await assertRejects(
      () =>
        runNotebook(
          notebookOf('const before = 1; console.log("here");', source, "3"),
          { timeout },
        ),
      CellError,
    );
    assertEquals(error.message, message);
    if (hint) assertEquals(error.report().includes(`\n${hint}`), true);
    assertEquals(printed(error.notebook, 0), "here\n");
    const kinds = outputsOf(error.notebook, 1).map((o) => o.output_type);
    assertEquals(kinds.includes("error"), true);
    assertEquals(outputsOf(error.notebook, 2), []);
    assertNothingRemains();
  });
}

Deno.test("survives: what a notebook's own handlers take is no failure", async () => {
  await runNotebook(notebookOf(
    `addEventListener("unhandledrejection", (event) => event.preventDefault());
addEventListener("error", (event) => event.preventDefault());`,
    'Promise.reject("taken"); queueMicrotask(() => { throw "taken"; });',
  ));
  await runNotebook(notebookOf(
    `import process from "node:process";
process.on("unhandledRejection", () => {});`,
    'Promise.reject("taken");',
  ));
});
