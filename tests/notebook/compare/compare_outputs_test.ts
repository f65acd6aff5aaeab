import { assertEquals } from "@std/assert";
import {
  type CodeCell,
  compareOutputs,
  createNotebook,
  type DisplayOutput,
  type MimeBundle,
  type Output,
} from "../../../lib/notebook/mod.ts";
import { assertMessage } from "../../assert_message.ts";
import { code } from "../cells.ts";

const NAME = 'cell 1 (id cell, "show();"): ';

/** The differences of the outputs of one cell, without the cell's name. */
function differences(
  expected: Output[],
  found: Output[],
  metadata: CodeCell["metadata"] = {},
): string[] {
  const [saved, again] = [expected, found].map((outputs) =>
    createNotebook([{ ...code("show();"), outputs, metadata }])
  );
  return compareOutputs(saved, again).map((text) => {
    assertEquals(text.slice(0, NAME.length), NAME);
    return text.slice(NAME.length);
  });
}

const print = (text: string | string[], name: "stdout" | "stderr" = "stdout") =>
  ({ output_type: "stream", name, text }) as const;
const show = (data: MimeBundle, metadata = {}): DisplayOutput => ({
  output_type: "display_data",
  data,
  metadata,
});
/** The difference of two texts, "" where there is none. */
const texts = (expected: string, found: string, ticks = {}) =>
  differences([print(expected)], [print(found)], { ticks }).join("\n");

Deno.test("compare outputs: numbers within words, by the tolerance", () => {
  assertEquals(texts("loss 1.000001e-3!", "loss 1.000002e-3!"), "");
  assertEquals(texts("at −2.5 %", "at -2.5 %"), "");
  assertEquals(
    texts("2 of 3", "2 of 4"),
    'stdout: expected "2 of 3", found "2 of 4": 3 and 4, which differ by 0.25 of their size, at most 0.00001 is allowed',
  );
  // Digits of names and versions are no numbers.
  for (const [a, b] of [["f32", "f33"], ["v1.2.300001", "v1.2.300002"]]) {
    assertEquals(texts(a, b), `stdout: expected "${a}", found "${b}"`);
  }
  assertEquals(texts("x NaN", "x NaN"), "");
  for (const other of ["NaN", "Infinity", "none"]) {
    assertEquals(
      texts("x 1", `x ${other}`),
      `stdout: expected "x 1", found "x ${other}"`,
    );
  }
});

Deno.test("compare outputs: columns may move with the width of their numbers, words may not", () => {
  assertEquals(texts("a  1.0  yes", "a  1.000001  yes"), "");
  assertEquals(texts("a  1.000001 yes", "a  1.0      yes"), "");
  assertEquals(
    texts("a  1.0  yes", "a 1.0  yes"),
    'stdout: expected "a  1.0  yes", found "a 1.0  yes"',
  );
});

Deno.test("compare outputs: a cell's own tolerances", () => {
  assertEquals(texts("0.5", "0.504", { rtol: 0.01 }), "");
  assertEquals(texts("1e-17", "-3e-17", { atol: 1e-16 }), "");
  assertEquals(
    texts("0.5", "0.504"),
    'stdout: expected "0.5", found "0.504": 0.5 and 0.504, which differ by 0.0079 of their size, at most 0.00001 is allowed',
  );
  assertMessage(
    () => texts("0.5", "0.5", { rtol: "wide" }),
    RangeError,
    'cell 1 (id cell, "show();"): rtol is "wide", expected a number of at least 0',
  );
  assertMessage(
    () => texts("0.5", "0.5", { atol: -1 }),
    RangeError,
    'cell 1 (id cell, "show();"): atol is -1, expected a number of at least 0',
  );
});

Deno.test("compare outputs: how streams are cut, interleaved and coloured does not count", () => {
  const expected = [print("a\nb\n"), print("c\n", "stderr")];
  const found = [
    print(["\x1b[33ma\x1b[39m\n"]),
    print("c\n", "stderr"),
    print("b\n"),
  ];
  assertEquals(differences(expected, found), []);
});

Deno.test("compare outputs: a long line is shown where it differs", () => {
  const line = `${"word ".repeat(40)}end`;
  assertEquals(
    texts(line, line.replace(/end$/, "END")),
    `stdout: expected "…${line.slice(-60)}", found "…${
      line.slice(-60, -3)
    }END"`,
  );
});

const PLOTLY = "application/vnd.plotly.v1+json";

/** The difference of two figures. */
function figures(expected: unknown, found: unknown): string {
  const [a, b] = [expected, found]
    .map((figure) => [show({ [PLOTLY]: figure })]);
  return differences(a, b).join("\n").replace(`output 1: ${PLOTLY}: `, "");
}

Deno.test("compare outputs: figures by what the eye can see", () => {
  const y = (y: unknown[], layout = {}) => ({ data: [{ y }], layout });
  assertEquals(figures(y([0, 5, 10]), y([0, 5.01, 10])), "");
  assertEquals(
    figures(y([0, 5, 10]), y([0, 5.03, 10])),
    "data[0].y[1]: expected 5, found 5.03, which differ by 0.0060 of their size",
  );
  // On a logarithmic axis 1e-6 is as visible as 1, and on others not at all.
  const log = { yaxis: { type: "log" } };
  assertEquals(figures(y([1e-6, 1e-3, 1]), y([2e-6, 1e-3, 1])), "");
  assertEquals(
    figures(y([1e-6, 1e-3, 1], log), y([2e-6, 1e-3, 1], log)),
    "data[0].y[0]: expected 0.000001, found 0.000002, which differ by 0.50 of their size",
  );
  assertEquals(
    figures(y([1e-6, 1e-3, 1], log), y([1.01e-6, 1e-3, 1], log)),
    "",
  );
  assertEquals(
    figures(y([1, null]), y([1, 2])),
    "data[0].y[1]: expected null, found 2",
  );
  assertEquals(
    figures(y([1, 2]), y([1, 2, 3])),
    "data[0].y: expected 2 entries, found 3",
  );
});

Deno.test("compare outputs: a second axis and the rows of a matrix have ranges of their own", () => {
  const second = (y: number[]) => ({
    data: [{ y: [1, 2] }, { y, yaxis: "y2" }],
    layout: { yaxis2: { type: "log" } },
  });
  assertEquals(
    figures(second([1e-6, 1]), second([2e-6, 1])),
    "data[1].y[0]: expected 0.000001, found 0.000002, which differ by 0.50 of their size",
  );
  const z = (z: number[][]) => ({ data: [{ type: "heatmap", z }] });
  assertEquals(figures(z([[0, 1], [0, 1000]]), z([[0, 2], [0, 1000]])), "");
  assertEquals(
    figures(z([[0, 1], [0, 1000]]), z([[0, 4], [0, 1000]])),
    "data[0].z[0][1]: expected 1, found 4, which differ by 0.75 of their size",
  );
});

Deno.test("compare outputs: the frames of a figure", () => {
  const frames = (y: number[]) => ({ data: [], frames: [{ data: [{ y }] }] });
  assertEquals(figures(frames([0, 100]), frames([0.1, 100])), "");
  assertEquals(
    figures(frames([0, 100]), frames([1, 100])),
    "frames[0].data[0].y[0]: expected 0, found 1, which differ by 1.0 of their size",
  );
});

Deno.test("compare outputs: the sketch of a figure by its words", () => {
  const sketch = (text: string) => [show({ [PLOTLY]: {}, "text/plain": text })];
  assertEquals(differences(sketch("a ▁▂█ 1"), sketch("a ▁▃█ 1")), []);
  assertEquals(differences(sketch("a ▁▂█ 1"), sketch("a ▁▂█ 2")), [
    'output 1: text/plain: expected "a ███ 1", found "a ███ 2": 1 and 2, which differ by 0.50 of their size, at most 0.00001 is allowed',
  ]);
});

Deno.test("compare outputs: HTML by its text", () => {
  const html = (text: string) => [show({ "text/html": text })];
  const table = html(
    '<style>td{}</style><table>\n <tr><td style="color:red">a &amp; b</td><td>1</td></tr></table>',
  );
  assertEquals(
    differences(
      table,
      html("<table><tr><td>a &#38; b</td> <td>1</td></tr></table>"),
    ),
    [],
  );
  assertEquals(
    differences(table, html("<table><tr><td>a &amp; b1</td></tr></table>")),
    [
      'output 1: text/html: expected "a & b\\t1", found "a & b1"',
    ],
  );
  assertEquals(
    differences(html('<img alt="a dot">'), html('<img alt="a line">')),
    ['output 1: text/html: expected "a dot", found "a line"'],
  );
});

Deno.test("compare outputs: pictures by size, other JSON by its numbers", () => {
  const png = (width: number) => {
    const bytes = new Uint8Array(33);
    new DataView(bytes.buffer).setUint32(16, width);
    new DataView(bytes.buffer).setUint32(20, 480);
    return show({ "image/png": bytes.toBase64() });
  };
  assertEquals(differences([png(640)], [png(640)]), []);
  assertEquals(differences([png(640)], [png(320)]), [
    "output 1: image/png: expected a picture of 640 by 480 pixels, found one of 320 by 480 pixels",
  ]);
  const json = (value: unknown) => [show({ "application/x+json": value })];
  assertEquals(differences(json({ a: [1] }), json({ a: [1.000001] })), []);
  assertEquals(differences(json({ a: [1] }), json({ a: [1], b: null })), [
    'output 1: application/x+json: "b" is new: null',
  ]);
  assertEquals(differences(json({ a: [1], b: 2 }), json({ a: [1] })), [
    'output 1: application/x+json: "b" is missing',
  ]);
});

Deno.test("compare outputs: kinds, counts and errors", () => {
  const error = (evalue: string): Output => ({
    output_type: "error",
    ename: "Error",
    evalue,
    traceback: [evalue + Math.random()],
  });
  assertEquals(differences([error("a")], [error("a")]), []);
  assertEquals(differences([error("a")], [error("b")]), [
    'output 1: expected "a", found "b"',
  ]);
  assertEquals(
    differences([show({ "text/plain": "a" })], [show({ "text/html": "a" })]),
    [
      "output 1: expected display_data of text/plain, found display_data of text/html",
    ],
  );
  assertEquals(differences([], [show({ "text/plain": "a" }), print("b")]), [
    'stdout: expected nothing, found "b"',
    "output 1: expected no such output, found display_data of text/plain",
  ]);
});

Deno.test("compare outputs: what varies has the same kinds", () => {
  const varies = { tags: ["varies"] };
  const before = [print("1.5 s"), show({ "text/plain": "a" })];
  const after = [show({ "text/plain": "b" }), print("2.5 s\nmore")];
  assertEquals(differences(before, after, varies), []);
  assertEquals(differences(before, [print("1.5 s")], varies), [
    "expected outputs of the kinds stdout; display_data of text/plain, found outputs of the kinds stdout",
  ]);
});

Deno.test("compare outputs: HTML of figures and plotly.js do not count", () => {
  const figure = show({ [PLOTLY]: {}, "text/html": "<div>" });
  const bundle = show({ "application/vnd.ticks.plotly-bundle+json": {} });
  assertEquals(differences([show({ [PLOTLY]: {} })], [bundle, figure]), []);
});

Deno.test("compare outputs: other cells are an error", () => {
  assertMessage(
    () => compareOutputs(createNotebook([code("1;")]), createNotebook([])),
    RangeError,
    "the notebook has 0 cells, expected 1: compare the cells first",
  );
});
