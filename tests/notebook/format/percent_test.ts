import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Cell,
  cellStartLines,
  createNotebook,
  DENO_METADATA,
  joinLines,
  type NotebookMetadata,
  notebookToPercent,
  parseNotebook,
  percentToNotebook,
  serializeNotebook,
} from "../../../lib/notebook/mod.ts";
import { sortKeys } from "../../../lib/notebook/format/json.ts";
import { code, markdown } from "../cells.ts";

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

/** What no line may have, as it would end it; everything else, and often what looks like a marker. */
const line = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", "")),
  fc.tuple(
    fc.constantFrom("// ", "//", "", "// \\", "\\", "\\\\"),
    fc.constantFrom("%%", "%% [markdown]", '%% id="a"', "%", " %%"),
  ).map((parts) => parts.join("")),
);
const source = fc.array(line, { maxLength: 5 }).map((lines) =>
  lines.join("\n")
);
// JSON has no -0.
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
const key = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("tags", "id", "attachments", "__proto__", "a b", "x-1"),
);
const metadata = fc.array(fc.tuple(key, json), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));
const attachments = fc.option(
  fc.dictionary(fc.string(), fc.constant({ "image/png": "aGk=" })),
  { nil: undefined },
);
const cell = fc.record({
  type: fc.constantFrom("code", "markdown", "raw"),
  source,
  metadata,
  attachments,
}).map(({ type, source, metadata, attachments }): Cell =>
  type === "code" ? { ...code(source), metadata } : {
    cell_type: type as "markdown" | "raw",
    id: "",
    metadata,
    source,
    ...(attachments && { attachments }),
  }
);
const ids = fc.uniqueArray(fc.stringMatching(/^[\w-]{1,64}$/), {
  minLength: 5,
  maxLength: 5,
});
const ownMetadata = fc.record({
  ticks: fc.record({
    header: fc.array(line, { minLength: 1, maxLength: 3 })
      .map((lines) => lines.join("\n")),
    other: json,
  }, { requiredKeys: [] }),
  kernelspec: fc.constantFrom(
    DENO_METADATA.kernelspec,
    { name: "python3", display_name: "Python 3" },
  ),
  language_info: fc.constantFrom(
    DENO_METADATA.language_info,
    { name: "python", version: "3.13" },
  ),
  title: json,
}, { requiredKeys: [] });

Deno.test("percent: every notebook comes back from its text (property)", () => {
  fc.assert(fc.property(
    fc.array(cell, { maxLength: 5 }),
    ids,
    ownMetadata,
    fc.boolean(),
    (cells, ids, metadata, given) => {
      const named = cells.map((cell, i) => ({ ...cell, id: ids[i] }));
      const text = notebookToPercent(
        { ...createNotebook(named), metadata: metadata as NotebookMetadata },
      );
      // Half of the notebooks have the ids that they would get anyway.
      const notebook = given ? percentToNotebook(text) : percentToNotebook(
        text.replaceAll(/^(\/\/ %%(?: \[\w+\])?) id="[\w-]+"/gm, "$1"),
      );
      const written = notebookToPercent(notebook);
      const back = percentToNotebook(written);
      assertEquals(back, notebook);
      assertEquals(notebookToPercent(back), written);
      if (!given) return;
      assertEquals(sortKeys(back.metadata), sortKeys(metadata));
      assertEquals(
        sortKeys(back.cells.map((cell) => ({
          ...cell,
          source: joinLines(cell.source),
        }))),
        sortKeys(named),
      );
      const file = parseNotebook(serializeNotebook(back));
      assertEquals(
        sortKeys(percentToNotebook(notebookToPercent(file))),
        sortKeys(file),
      );
    },
  ));
});

Deno.test("percent: ids that are not those of the content are written", () => {
  const text = '// %%\na;\n\n// %% id="mine"\na;\n';
  const { cells } = percentToNotebook(text);
  assertEquals(cells[1].id, "mine");
  assertEquals(notebookToPercent(percentToNotebook(text)), text);
  const previous = createNotebook([code("a;", "mine"), code("a;", "other")]);
  assertEquals(
    percentToNotebook(text, previous).cells.map(({ id }) => id),
    ["other", "mine"],
  );
});

Deno.test("percent: attachments, and metadata with the names of parts", () => {
  const notebook = createNotebook([{
    ...markdown("![dot](attachment:dot.png)", "mine"),
    cell_type: "markdown",
    metadata: { id: "colab", "a b": 1 },
    attachments: { "dot.png": { "image/png": "aGk=" } },
  }]);
  const text = notebookToPercent(notebook);
  assertEquals(
    text,
    `// %% [markdown] id="mine" attachments={"dot.png":{"image/png":"aGk="}} "a b"=1 "id"="colab"
// ![dot](attachment:dot.png)
`,
  );
  assertEquals(
    serializeNotebook(percentToNotebook(text)),
    serializeNotebook(notebook),
  );
});

Deno.test("percent: metadata stays in its line, for TypeScript too", () => {
  const notebook = createNotebook([
    { ...code("1;", "a"), metadata: { note: "one\ntwo\u2028three" } },
  ]);
  const text = notebookToPercent(notebook);
  assertEquals(text, '// %% id="a" note="one\\ntwo\\u2028three"\n1;\n');
  assertEquals(percentToNotebook(text).cells[0].metadata, {
    note: "one\ntwo\u2028three",
  });
});

Deno.test("percent: the notebook's metadata has a line of its own", () => {
  const text = `// head

// %% [notebook] language_info=null title="Sums"

// %%
1;
`;
  const notebook = percentToNotebook(text);
  assertEquals(notebook.metadata, {
    title: "Sums",
    kernelspec: DENO_METADATA.kernelspec,
    ticks: { header: "// head" },
  });
  assertEquals(notebookToPercent(notebook), text);
});

Deno.test("percent: carriage returns of a header without cells stay", () => {
  for (const header of ["\r", "a\r\nb\r", "\r\n\r", "a\rb"]) {
    const notebook = createNotebook([], { ticks: { header } });
    assertEquals(percentToNotebook(notebookToPercent(notebook)), notebook);
  }
});

Deno.test("percent: lines that look like markers have a backslash", () => {
  const notebook = createNotebook([
    markdown("%% is a comment in MATLAB\n\\%% too", "a"),
    code("// %% no\n  // %% no", "b"),
  ]);
  const text = notebookToPercent(notebook);
  assertEquals(
    text,
    `// %% [markdown] id="a"
// \\%% is a comment in MATLAB
// \\\\%% too

// %% id="b"
// \\%% no
  // %% no
`,
  );
  assertEquals(
    percentToNotebook(text).cells.map(({ source }) => joinLines(source)),
    notebook.cells.map(({ source }) => joinLines(source)),
  );
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
  assertEquals(wrong("// %% a=b\n"), `line 1 is "// %% a=b", ${expected}`);
  assertEquals(
    wrong("// %% [markdown]\nbare\n"),
    'line 2 is "bare" in a cell of text, expected a comment: begin it with "// "',
  );
  assertEquals(
    wrong('// %% id="a b"\n'),
    'line 1 has the id "a b", expected 1 to 64 letters, digits, "-" and "_" in quotes',
  );
  assertEquals(
    wrong('// %% id="a"\n\n// %% id="a"\n'),
    'line 3 has the id "a", expected one that no cell before it has',
  );
  assertEquals(
    wrong("// %% attachments={}\n"),
    "line 1 has attachments, expected an object in a cell of [markdown] or [raw]",
  );
  assertEquals(
    wrong("// %%\n\n// %% [notebook]\n"),
    'line 3 is "// %% [notebook]", expected it once, before all cells',
  );
  assertEquals(
    wrong("// %% [notebook]\n1;\n"),
    'line 2 is "1;", expected a cell after "// %% [notebook]"',
  );
});
