import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  CellError,
  type CellProgress,
  createNotebook,
  KernelError,
  runNotebook,
  type RunOptions,
  serializeNotebook,
} from "../../../lib/notebook/mod.ts";
import { whileBusy } from "./busy.ts";
import { code, markdown, notebookOf, outputsOf, printed } from "../cells.ts";
import { kernelFolders, kernelsOf } from "./remains.ts";

/** The error of the cell that fails among these. */
function failure(sources: string[], options?: RunOptions): Promise<CellError> {
  return assertRejects(
    () => runNotebook(notebookOf(...sources), options),
    CellError,
  );
}

const LINES = `for (let i = 0; i < 300; i++) console.log("line " + i);`;
const NUMBERED = Array.from({ length: 300 }, (_, i) => `line ${i}\n`).join("");

Deno.test("run: keeps 600 of 600 lines of two cells, in order, and what comes after idle", async () => {
  const notebook = await runNotebook(notebookOf(
    LINES,
    `${LINES} console.error("last");`,
    `setTimeout(() => console.log("late"), 1); "value"`,
  ));
  assertEquals(printed(notebook, 0), NUMBERED);
  assertEquals(printed(notebook, 1), NUMBERED);
  assertEquals(printed(notebook, 1, "stderr"), "last\n");
  assertEquals(printed(notebook, 2), "late\n");
});

Deno.test("run: keeps 600 of 600 lines while every core is busy", async () => {
  const notebook = await whileBusy(() =>
    runNotebook(notebookOf(LINES, LINES, "1;"))
  );
  assertEquals(printed(notebook, 0), NUMBERED);
  assertEquals(printed(notebook, 1), NUMBERED);
  assertEquals(printed(notebook, 2), "");
});

Deno.test("run: what cells can put out arrives, twice with the same bytes", async () => {
  const sources = [
    `interface Row { value: number }
const show = (text: string, id: string, update: boolean) =>
  Deno.jupyter.display({ "text/plain": text }, { raw: true, display_id: id, update });
await show("0 %", "bar", false);
console.log("between");
await show("100 %", "bar", true);`,
    `await show("from a later cell", "bar", true);
({ value: 1 } as Row).value + 1`,
    `console.log = () => {};`,
    `console.error("a stream survives a cell that takes console.log away");`,
    `console.log(Deno.cwd());`,
    `Deno.env.get("TICKS_TEST")`,
    `"é".repeat(100_000).length`,
    `await Deno.jupyter.display({ "text/plain": "x".repeat(1_000_000) }, { raw: true });`,
    `await Deno.jupyter.broadcast("clear_output", { wait: false });`,
  ];
  const cwd = await Deno.makeTempDir();
  try {
    const options = { cwd, env: { TICKS_TEST: "here" } };
    const notebook = createNotebook([
      markdown("# Text stays"),
      ...sources.map((source, i) => code(source, `cell-${i}`)),
      code("  \n", "empty"),
    ]);
    const before = serializeNotebook(notebook);
    const result = await runNotebook(notebook, options);
    assertEquals(serializeNotebook(notebook), before);
    const plain = (index: number) =>
      outputsOf(result, index).map((o) =>
        "data" in o ? o.data["text/plain"] : o.output_type
      );
    assertEquals(plain(1), ["from a later cell", "stream"]);
    assertEquals(plain(2), ["2"]);
    assertEquals(
      printed(result, 4, "stderr"),
      "a stream survives a cell that takes console.log away\n",
    );
    assertEquals(plain(6), ['"here"']);
    assertEquals(plain(7), ["100000"]);
    assertEquals(String(plain(8)[0]).length, 1_000_000);
    const counts = result.cells.map((cell) =>
      cell.cell_type === "code" ? cell.execution_count : undefined
    );
    assertEquals(counts, [undefined, 1, 2, 3, 4, 5, 6, 7, 8, 9, null]);
    const again = await runNotebook(result, options);
    assertEquals(serializeNotebook(again), serializeNotebook(result));
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

Deno.test("run: stops at the first error, with number, line, trace and the outputs so far", async () => {
  const progress: CellProgress[] = [];
  const thrower = `interface Options {
  value: number;
}

// The kernel compiles these types away, and its trace counts the lines that are left.
function check(options: Options): never {
  throw new RangeError("bad " + options.value);
}

console.log("before");
check({ value: 3 });`;
  const error = await failure(["const a = 1;", thrower, "a;"], {
    onCell: (cell) => progress.push(cell),
  });
  assertEquals(error.message, "cell [2], line 7: RangeError: bad 3");
  assertEquals(error.index, 1);
  assertEquals(error.number, 2);
  assertEquals(error.at, {
    line: 7,
    text: '  throw new RangeError("bad " + options.value);',
  });
  assertEquals(error.ename, "RangeError");
  assertEquals(error.evalue, "bad 3");
  assertStringIncludes(error.traceback[1], "at check (<anonymous>:");
  assertEquals(error.report().split("\n").slice(0, 2), [
    error.message,
    '    7 |   throw new RangeError("bad " + options.value);',
  ]);
  assertEquals(printed(error.notebook, 1), "before\n");
  assertEquals(outputsOf(error.notebook, 1)[1], {
    output_type: "error",
    ename: "RangeError",
    evalue: "bad 3",
    traceback: error.traceback,
  });
  assertEquals(outputsOf(error.notebook, 2), []);
  assertEquals(
    progress.map(({ state, number, total, index, firstLine }) => [
      state,
      number,
      total,
      index,
      firstLine,
    ]),
    [
      ["start", 1, 3, 0, "const a = 1;"],
      ["passed", 1, 3, 0, "const a = 1;"],
      ["start", 2, 3, 1, "interface Options {"],
      ["failed", 2, 3, 1, "interface Options {"],
    ],
  );
});

Deno.test("run: an error in a function of an earlier cell names the line that called it", async () => {
  const error = await failure([
    `import { join } from "node:path";
import {
  equal,
  ok as fine,
} from "node:assert";

export function earlier() {
  throw new Error("from earlier");
}`,
    `import os from "node:os";

const a = 1;

await Promise.resolve(a);
earlier();`,
  ]);
  assertEquals(error.message, "cell [2], line 6: Error: from earlier");
});

Deno.test("run: a syntax error, of which the kernel says nothing, says what and where", async () => {
  const error = await failure([
    "const fine = 1;",
    "const a = 1;\n\nconst = 2;\n",
  ]);
  assertStringIncludes(
    error.message,
    "cell [2], line 3, column 7: SyntaxError: Unexpected token",
  );
  assertEquals(error.at, { line: 3, text: "const = 2;", column: 7 });
  const [output] = outputsOf(error.notebook, 1);
  assert(output.output_type === "error");
  assertEquals(output.traceback.at(-1), "    at line 3, column 7: const = 2;");
});

Deno.test("run: a kernel that ends is noticed at once, with the outputs before", async () => {
  const error = await failure([
    `console.log("before"); await new Promise((r) => setTimeout(r, 100));`,
    `Deno.exit(3)`,
  ]);
  assertEquals(
    error.message,
    "cell [2]: KernelError: the kernel ended with exit status 3",
  );
  assertInstanceOf(error.cause, KernelError);
  assertEquals(printed(error.notebook, 0), "before\n");
  assertEquals(kernelFolders(Deno.pid), []);
});

Deno.test("run: the time limit ends an endless loop, and its kernel", async () => {
  const error = await failure([`console.log("before");`, "for (;;);"], {
    timeout: 0.5,
  });
  assertEquals(
    error.message,
    "cell [2]: TimeoutError: the cell took more than 0.5 s: raise timeout, or have it do less",
  );
  assertInstanceOf(error.cause, DOMException);
  assertEquals(printed(error.notebook, 0), "before\n");
  assertEquals(kernelsOf(Deno.pid), []);
  assertEquals(kernelFolders(Deno.pid), []);
});

Deno.test("run: a signal ends the run, and its kernel", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const error = await assertRejects(() =>
    runNotebook(notebookOf("await new Promise(() => {});"), {
      signal: controller.signal,
      onCell: () => setTimeout(() => controller.abort(reason), 20),
    })
  );
  assertEquals(error, reason);
  assertEquals(kernelsOf(Deno.pid), []);
  assertEquals(kernelFolders(Deno.pid), []);
});

Deno.test("run: a folder that is not there and a wrong time limit are errors", async () => {
  const error = await assertRejects(
    () => runNotebook(notebookOf("1"), { cwd: "no/such/folder" }),
    KernelError,
  );
  assertStringIncludes(
    error.message,
    "no kernel could be started in the folder no/such/folder: ",
  );
  assertEquals(kernelFolders(Deno.pid), []);
  assertEquals(
    (await assertRejects(
      () => runNotebook(notebookOf("1"), { timeout: 0 }),
      RangeError,
    ))
      .message,
    "timeout is 0, expected seconds above 0",
  );
});
