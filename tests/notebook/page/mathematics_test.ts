import { assertEquals } from "@std/assert";
import {
  createNotebook,
  mathProblems,
  type MimeBundle,
} from "../../../lib/notebook/mod.ts";
import { code, markdown } from "../cells.ts";

/** Line and beginning of what is wrong with a text. */
async function problems(text: string): Promise<[number, string][]> {
  const notebook = createNotebook([code("1;"), markdown(text)]);
  return (await mathProblems(notebook)).map(
    ({ index, output, line, message }) => {
      assertEquals([index, output], [1, undefined]);
      return [line, message.split(/ cannot be set|, from/)[0]];
    },
  );
}

const formula = (text: string) => `the formula ${JSON.stringify(text)}`;

Deno.test("mathematics: every broken formula is found on its line", async () => {
  const text = [
    "# The $\\heading$",
    "",
    "a sum $a + b$ and",
    "$\\second$ in a paragraph, $$\\third$$ too",
    "",
    "| a | b |",
    "|---|---|",
    "| 1 | $x$ |",
    "| 2 | $\\cell$ |",
    "",
    "> - $$",
    ">   \\frac{1}",
    ">   $$",
    "",
    "- item",
    "",
    "  $$ \\item $$",
  ];
  assertEquals(await problems(text.join("\n")), [
    [1, formula("\\heading")],
    [4, formula("\\second")],
    [4, formula("\\third")],
    [9, formula("\\cell")],
    [11, formula("\\frac{1}")],
    [17, formula("\\item")],
  ]);
});

Deno.test("mathematics: the message has formula and place", async () => {
  const [{ message }] = await mathProblems(
    createNotebook([markdown("$x + \\frac{a$")]),
  );
  assertEquals(
    message,
    "the formula \"x + \\\\frac{a\" cannot be set: Unexpected end of input in a macro argument, expected '}' at end of input: x + \\frac{a",
  );
});

Deno.test("mathematics: strict about what KaTeX only tolerates", async () => {
  assertEquals(await problems("$x % y$ $é$"), [
    [1, formula("x % y")],
    [1, formula("é")],
  ]);
});

Deno.test("mathematics: code and escaped dollars are no formulas, nor is one price", async () => {
  const text = [
    "`$\\x$` and ``$\\y$``, \\$5 and \\$6, \\$\\z\\$",
    "",
    "```",
    "$\\x$",
    "```",
    "",
    "    $\\x$",
    "",
    "It costs $5.",
  ];
  assertEquals(await problems(text.join("\n")), []);
});

Deno.test("mathematics: dollars that other front ends would take for a formula", async () => {
  assertEquals(
    await problems("fine $x$\n\n$5 and\n$6\n\n$ x $\n\n$$\n\\frac"),
    [
      [3, "two dollars are in no formula"],
      [6, "two dollars are in no formula"],
      [8, "two dollars are in no formula"],
    ],
  );
});

Deno.test("mathematics: outputs of text and of LaTeX", async () => {
  const show = (...bundles: MimeBundle[]) =>
    createNotebook([{
      ...code("show();"),
      outputs: [
        { output_type: "stream", name: "stdout", text: "$\\x$" },
        ...bundles.map((data) => ({
          output_type: "display_data" as const,
          data,
          metadata: {},
        })),
      ],
    }]);
  const found = await mathProblems(show(
    { "text/plain": "$\\x$", "text/latex": "$$\\sqrt{2}$$" },
    { "text/latex": ["$\\frac", "{1}$"] },
    { "text/markdown": "fine\n\nnot $\\so$" },
    { "text/latex": "\\sum_i" },
  ));
  assertEquals(
    found.map(({ index, output, line }) => [index, output, line]),
    [[0, 2, 1], [0, 3, 3]],
  );
});
