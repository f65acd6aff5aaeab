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
