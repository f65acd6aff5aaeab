import { assertEquals } from "@std/assert";
import { type CellLine, progressLines } from "../../../lib/notebook/mod.ts";

const cell: CellLine = {
  state: "passed",
  number: 3,
  total: 12,
  index: 4,
  firstLine: "const loss = 1;",
  seconds: 2.25,
};

function lines(cells: CellLine[], options = {}): string {
  let text = "";
  const write = (more: string) => text += more;
  const show = progressLines({ write, terminal: false, ...options });
  for (const each of cells) show(each);
  return text;
}

Deno.test("progress lines: one for each cell that has ended, cut to the width", () => {
  const start: CellLine = { ...cell, state: "start", seconds: 0 };
  assertEquals(
    lines([start, cell, { ...cell, state: "failed" }], { width: 30 }),
    "[ 3/12] passed   2.3 s  const…\n[ 3/12] failed   2.3 s  const…\n",
  );
});

Deno.test("progress lines: a label stands before each line, and notes follow", () => {
  assertEquals(
    lines([{ ...cell, notes: ["left out", "too large"] }], { label: "a.ts  " }),
    `a.ts  [ 3/12] passed   2.3 s  const loss = 1;
a.ts    left out
a.ts    too large
`,
  );
});

Deno.test("progress lines: on a terminal the running cell has a line, which the end replaces", () => {
  assertEquals(
    lines([{ ...cell, state: "start", seconds: 0 }, cell], { terminal: true }),
    "\r\x1b[K[ 3/12] running  0.0 s  const loss = 1;" +
      "\r\x1b[K[ 3/12] passed   2.3 s  const loss = 1;\n",
  );
});
