import { assert, assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { gradcheck, GradientReport } from "../../lib/check/mod.ts";

/** The gradient of the squares of a matrix, with a factor on its second row. */
async function check(factor: number): Promise<GradientReport> {
  const squares = {
    forward: (x: Float64Array) => x.map((value) => value * value),
    backward: (dy: Float64Array, x: Float64Array) => [
      x.map((value, i) => 2 * value * dy[i] * (i > 2 ? factor : 1)),
    ],
  };
  const x = Float64Array.of(1, -2, 3, 4, 5, -6);
  return await gradcheck(squares, [x]);
}

function show(report: GradientReport): { text: string; html: string } {
  const shown = report as unknown as Record<
    symbol,
    () => Record<string, string>
  >;
  const bundle = shown[Symbol.for("Jupyter.display")]();
  return { text: bundle["text/plain"], html: bundle["text/html"] };
}

Deno.test("a report shows its table, what was noticed, and the error by step", async () => {
  const report = await check(1.5);
  const { text, html } = show(report);
  assert(text.startsWith(`${report}\n`), text);
  const { document } = new JSDOM(html).window;
  const { worst } = report.checks[0];
  const [table, steps] = document.querySelectorAll("table");
  const cellsOf = (row: { cells: Iterable<{ textContent: string }> }) =>
    [...row.cells].map(({ textContent }) => textContent);
  assertEquals(cellsOf(table.rows[1]).slice(0, 3), [
    "input",
    "f64 [6]",
    `[${worst.index}]`,
  ]);
  assertEquals(cellsOf(table.rows[1]).at(-1), "NO");
  assertEquals(
    steps.caption.textContent,
    `input at [${worst.index}], by the step of central differences`,
  );
  assertEquals(steps.rows.length, report.checks[0].steps.length + 1);
  assertEquals(document.querySelector("table[role=img]"), null); // no matrix
});

Deno.test("a report shows where a matrix of gradients is wrong", async () => {
  const { checks: [one] } = await check(1.5);
  const matrix = new GradientReport([{
    ...one,
    name: "<i>w</i>",
    shape: [2, 3],
  }], [
    "a <b>problem</b>",
  ]);
  const { text, html } = show(matrix);
  const { document } = new JSDOM(html).window;
  assertEquals(document.querySelectorAll("i, b").length, 0);
  assertEquals(
    document.querySelector("p").textContent,
    "a <b>problem</b>",
  );
  const map = document.querySelector("table[role=img]");
  assert(
    map.getAttribute("aria-label").startsWith(
      "Heat map of analytic minus numerical <i>w</i> over the bound, [2, 3]: white is zero",
    ),
  );
  assertEquals(text.split("\n").slice(-2)[0], "···"); // the first row is right
  assert(/^[+#][+#][-=]$/.test(text.split("\n").at(-1)!), text);
});
