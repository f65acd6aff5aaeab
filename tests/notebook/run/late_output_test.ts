import { assertEquals, assertRejects } from "@std/assert";
import { CellError, runNotebook } from "../../../lib/notebook/mod.ts";
import { notebookOf, printed } from "../cells.ts";

Deno.test("late output: a cell ends whose timer prints for ever", async () => {
  const cells = [
    'setInterval(() => console.log("tick"), 2);',
    "2;",
    "3;",
    "4;",
  ];
  const notebook = await runNotebook(notebookOf(...cells), { timeout: 30 });
  for (const cell of cells.keys()) {
    assertEquals(/^(tick\n)+$/.test(printed(notebook, cell)), true);
  }
});

Deno.test("late output: what the last cell's timers print is kept", async () => {
  const notebook = await runNotebook(notebookOf(
    "1;",
    `setTimeout(() => {
  console.log("late");
  setTimeout(() => console.error("later"), 100);
}, 200);`,
  ));
  assertEquals(printed(notebook, 1), "late\n");
  assertEquals(printed(notebook, 1, "stderr"), "later\n");
});

Deno.test("late output: a failure that the last cell left behind is one", async () => {
  const late = 'Promise.reject(new RangeError("late"))';
  const error = await assertRejects(
    () => runNotebook(notebookOf("1;", `setTimeout(() => ${late}, 300);`)),
    CellError,
  );
  assertEquals(
    error.message,
    "cell [2]: RangeError: late (rejected, and nothing handles it)",
  );
});

Deno.test("late output: what comes too late is not waited for", async () => {
  const notebook = await runNotebook(
    notebookOf('setTimeout(() => console.log("too late"), 3_600_000);'),
  );
  assertEquals(printed(notebook, 0), "");
});
