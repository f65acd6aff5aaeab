import { assertEquals } from "@std/assert";
import { declarations } from "../../../lib/notebook/run/declarations.ts";

const read = (source: string) =>
  declarations(source).map(({ keyword, name, value }) =>
    `${keyword} ${name} = ${value}`
  );

Deno.test("declarations: several in a statement, over lines, without semicolons", () => {
  assertEquals(
    read(`const steps = 60, learningRate = 0.01;
let a = 1
let b: number
var
  c = 2, // two
  d = [1, 2],
  e = 3;
export const $last_1 = 4`),
    [
      "const steps = 60",
      "const learningRate = 0.01",
      "let a = 1",
      "let b = ",
      "var c = 2",
      "var d = [1, 2]",
      "var e = 3",
      "const $last_1 = 4",
    ],
  );
});

Deno.test("declarations: commas of types, calls, lists and strings separate nothing", () => {
  assertEquals(
    read(
      String
        .raw`const sizes: Map<string, number> = new Map(), name = "a, b = \", c = 1";
const f = (x: number, y = 2) => [x, y, { z: 1 }];
const text = ${"`a, b = ${1}`"}, url = "http://x"; // a, b = 1`,
    ),
    [
      "const sizes = new Map()",
      String.raw`const name = "a, b = \", c = 1"`,
      "const f = (x: number, y = 2) => [x, y, { z: 1 }]",
      "const text = `a, b = ${1}`",
      'const url = "http://x"',
    ],
  );
});

Deno.test("declarations: one without a value, after others too", () => {
  assertEquals(read("let a = 1, b;\nlet c, d: Map<string, A, B>, e\nvar f;"), [
    "let a = 1",
    "let b = ",
    "let c = ",
    "let d = ",
    "let e = ",
    "var f = ",
  ]);
});

Deno.test("declarations: comments, strings, templates and regular expressions declare nothing", () => {
  assertEquals(
    read(String.raw`const a = 1 /* , b = 2 */, c /* = 0 */ = 3; // , d = 4
/*
const e = 5;
*/
const text = ${"`\nconst f = 6;\n${[`\nlet g = 7, ${'}'}`]}\nlet h;`"};
const quotes = /["'/]/g, half = 8 / 2, i = "/* ", j = 1 / 2; /* */
const { k, l = 9 } = m, n = 10;
function unindented() {
const o = 11;
}
const sum = 1 +
    2,
  p = [1, // one
    2];`),
    [
      "const a = 1",
      "const c = 3",
      "const text = `\nconst f = 6;\n${[`\nlet g = 7, ${'}'}`]}\nlet h;`",
      "const quotes = /[\"'/]/g",
      "const half = 8 / 2",
      'const i = "/* "',
      "const j = 1 / 2",
      "const sum = 1 +\n    2",
      "const p = [1,       \n    2]",
    ],
  );
});

Deno.test("declarations: what is inside others, in comments or destructured is left out", () => {
  assertEquals(
    read(`// const a = 1;
function f() {
  const inner = 1;
}
const { b, c } = d;
const [e] = d;
constant = 3;
const 你好 = 1;`),
    ["const 你好 = 1"],
  );
});
