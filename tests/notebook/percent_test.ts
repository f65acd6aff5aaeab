import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Cell,
  cellStartLines,
  createNotebook,
  joinLines,
  notebookToPercent,
  parseNotebook,
  percentToNotebook,
  serializeNotebook,
} from "../../lib/notebook/mod.ts";
import { code, markdown } from "./cells.ts";

const SOURCE = `// deno-lint-ignore-file no-import-prefix

// %% [markdown]
// # Title
//
// - item
//   - deeper

// %% tags=["parameters"]
const size = 4;

const text = "two empty lines follow inside";


size;

// %%
// a comment is code here
`;

const CONTENT = (
  { cells, metadata }: ReturnType<typeof percentToNotebook>,
) => ({
  header: metadata.ticks?.header,
  cells: cells.map(({ cell_type, metadata, source }) => ({
    cell_type,
    metadata,
    source: joinLines(source),
  })),
});

Deno.test("percent: a file becomes cells with metadata and a header", () => {
  const notebook = percentToNotebook(SOURCE);
  assertEquals(CONTENT(notebook), {
    header: "// deno-lint-ignore-file no-import-prefix",
    cells: [
      {
        cell_type: "markdown",
        metadata: {},
        source: "# Title\n\n- item\n  - deeper",
      },
      {
        cell_type: "code",
        metadata: { tags: ["parameters"] },
        source:
          'const size = 4;\n\nconst text = "two empty lines follow inside";\n\n\nsize;',
      },
      { cell_type: "code", metadata: {}, source: "// a comment is code here" },
    ],
  });
  assertEquals(notebook.nbformat_minor, 5);
  assertEquals(notebook.metadata.kernelspec, {
    display_name: "Deno",
    language: "typescript",
    name: "deno",
  });
});

Deno.test("percent: there and back gives the same text", () => {
  assertEquals(notebookToPercent(percentToNotebook(SOURCE)), SOURCE);
  const file = serializeNotebook(percentToNotebook(SOURCE));
  assertEquals(notebookToPercent(parseNotebook(file)), SOURCE);
});

const lineArbitrary = fc.string().filter((line) =>
  !/[\r\n]/.test(line) && !line.startsWith("// %%") && !line.startsWith("%%")
);
const cellArbitrary: fc.Arbitrary<Cell> = fc.record({
  type: fc.constantFrom("code", "markdown", "raw"),
  lines: fc.array(lineArbitrary, { maxLength: 5 }),
  tags: fc.option(fc.array(fc.string(), { maxLength: 2 }), { nil: undefined }),
  extra: fc.option(fc.jsonValue(), { nil: undefined }),
}).map(({ type, lines, tags, extra }) => {
  const metadata = {
    ...(tags && { tags }),
    // JSON has no -0.
    ...(extra !== undefined &&
      { "x-extra": JSON.parse(JSON.stringify(extra)) }),
  };
  // A line of spaces in a text is no more than an empty one.
  const source = lines
    .map((line) => type !== "code" && line.trim() === "" ? "" : line)
    .join("\n");
  return type === "code"
    ? { ...code(source), metadata }
    : { ...markdown(source), cell_type: type as "markdown" | "raw", metadata };
});

Deno.test("percent: every notebook comes back from its text (property)", () => {
  fc.assert(fc.property(
    fc.array(cellArbitrary, { maxLength: 4 }),
    fc.option(fc.array(lineArbitrary, { minLength: 1, maxLength: 3 })),
    (cells, headerLines) => {
      const header = headerLines?.join("\n");
      const notebook = createNotebook(
        cells,
        header ? { ticks: { header } } : {},
      );
      const text = notebookToPercent(notebook);
      const back = percentToNotebook(text);
      assertEquals(CONTENT(back), CONTENT(notebook));
      assertEquals(notebookToPercent(back), text);
    },
  ));
});

Deno.test("percent: ids stay with their content and are distinct", () => {
  const ids = (text: string, previous?: string) =>
    percentToNotebook(text, previous ? percentToNotebook(previous) : undefined)
      .cells.map(({ id }) => id);
  const [a, b] = ids("// %%\na;\n\n// %%\nb;\n");
  assertEquals(ids("// %%\nb;\n\n// %%\na;\n"), [b, a]);
  assertEquals(ids("// %%\na;\n\n// %%\na;\n"), [a, `${a}-2`]);
  const previous = createNotebook([code("a;", "mine"), code("c;", "other")]);
  const kept = percentToNotebook("// %%\nb;\n\n// %%\na;\n", previous).cells;
  assertEquals(kept.map(({ id }) => id), [b, "mine"]);
});

Deno.test("percent: the lines of the cells in the file", () => {
  assertEquals(cellStartLines(SOURCE), [4, 10, 18]);
});

Deno.test("percent: windows line ends are read", () => {
  assertEquals(
    CONTENT(percentToNotebook(SOURCE.replaceAll("\n", "\r\n"))),
    CONTENT(percentToNotebook(SOURCE)),
  );
});

Deno.test("percent: a wrong marker and a bare line of text are errors", () => {
  const wrong = (text: string) =>
    assertThrows(() => percentToNotebook(text), SyntaxError).message;
  const expected =
    'expected "// %%", then perhaps [markdown] or [raw], then perhaps key=JSON';
  assertEquals(
    wrong("// %% [latex]\n"),
    `line 1 is "// %% [latex]", ${expected}`,
  );
  assertEquals(
    wrong("\n// %% tags=[\n"),
    `line 2 is "// %% tags=[", ${expected}`,
  );
  assertEquals(wrong("// %%%\n"), `line 1 is "// %%%", ${expected}`);
  assertEquals(
    wrong("// %% [markdown]\nbare\n"),
    'line 2 is "bare" in a cell of text, expected a comment: begin it with "// "',
  );
});

Deno.test("percent: a notebook that the format cannot hold is an error", () => {
  assertEquals(
    assertThrows(
      () => notebookToPercent(createNotebook([code("1;\n// %% no")])),
      RangeError,
    ).message,
    'line 2 of cell 1 would start a cell in percent format: "// %% no", so begin it in another way',
  );
  assertEquals(
    assertThrows(
      () =>
        notebookToPercent(
          createNotebook([{ ...code("1;"), metadata: { "a b": 1 } }]),
        ),
      RangeError,
    ).message,
    'the metadata of cell 1 has the key "a b", expected letters, digits, "_", "." and "-" only',
  );
});
