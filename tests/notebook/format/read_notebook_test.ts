import { assertEquals, assertRejects } from "@std/assert";
import {
  createNotebook,
  readNotebook,
  serializeNotebook,
} from "../../../lib/notebook/mod.ts";
import { code, markdown } from "../cells.ts";

// deno-lint-ignore no-explicit-any -- what is written is no notebook on purpose
type Anything = any;

const VALID = serializeNotebook(createNotebook([
  markdown("# Sums"),
  {
    ...code("1 + 1"),
    execution_count: 1,
    outputs: [
      { output_type: "stream", name: "stdout", text: "2\n" },
      {
        output_type: "display_data",
        data: { "text/plain": "2", "application/json": { any: ["thing"] } },
        metadata: {},
      },
    ],
  },
]));

/** What is said of the valid notebook after a change: each line with the text that it names. */
async function problems(
  change: (file: Anything) => void,
): Promise<[string, string][]> {
  const file = JSON.parse(VALID);
  change(file);
  const text = JSON.stringify(file, null, 1);
  const error = await assertRejects(() => readNotebook(text), TypeError);
  return error.message.split("\n").map((message) => {
    const [, line, what] = /^line (\d+): (.*)/.exec(message)!;
    return [text.split("\n")[Number(line) - 1].trim(), what];
  });
}

Deno.test("read notebook: a valid one comes through", async () => {
  assertEquals(serializeNotebook(await readNotebook(VALID)), VALID);
});

Deno.test("read notebook: every problem with its line", async () => {
  assertEquals(
    await problems(({ cells: [text, cell] }) => {
      text.id = "a b";
      text.metadata = { tags: ["a", "b,c"] };
      cell.color = "red";
      cell.outputs[0].text = [1];
      cell.outputs[1].data["text/plain"] = 5;
      delete cell.execution_count;
    }),
    [
      [
        '"id": "a b",',
        'cell 1, id is "a b", expected 1 to 64 letters, digits, "-" and "_"',
      ],
      [
        '"b,c"',
        'cell 1, metadata.tags[1] is "b,c", expected some text without commas',
      ],
      ["{", 'cell 2 has no "execution_count"'],
      [
        '"text": [',
        "cell 2, output 1, text is [1], expected text: a string or a list of strings",
      ],
      [
        '"text/plain": 5',
        'cell 2, output 2, data["text/plain"] is 5, expected text: a string or a list of strings',
      ],
      [
        '"color": "red"',
        'cell 2 has "color", which nbformat 4.5 does not know there',
      ],
    ],
  );
});

Deno.test("read notebook: types of cells and outputs", async () => {
  assertEquals(
    await problems(({ cells: [text, cell] }) => {
      text.cell_type = "markdwon";
      delete cell.outputs[0].output_type;
      cell.outputs[1].output_type = "displayed";
    }),
    [
      [
        '"cell_type": "markdwon",',
        'cell 1 has the cell_type "markdwon", expected "code", "markdown" or "raw"',
      ],
      [
        "{",
        'cell 2, output 1 has no output_type, expected "stream", "display_data", "execute_result" or "error"',
      ],
      [
        '"output_type": "displayed"',
        'cell 2, output 2 has the output_type "displayed", expected "stream", "display_data", "execute_result" or "error"',
      ],
    ],
  );
});

Deno.test("read notebook: the notebook's own keys, and values of every wrong kind", async () => {
  assertEquals(
    await problems((file) => {
      file.metadata.kernelspec = { name: 1 };
      file.metadata.language_info = { name: "x", codemirror_mode: 1 };
      file.nbformat_minor = 5.5;
      file.cells[0].metadata = { tags: ["a", "a"], name: "" };
      file.cells[1].metadata = { collapsed: "no", scrolled: 1 };
      file.cells[1].execution_count = -1;
      file.cells.push(5);
    }),
    [
      [
        '"tags": [',
        'cell 1, metadata.tags is ["a","a"], expected no tag twice',
      ],
      [
        '"name": ""',
        'cell 1, metadata.name is "", expected some text in one line',
      ],
      [
        '"execution_count": -1,',
        "cell 2, execution_count is -1, expected at least 0",
      ],
      [
        '"collapsed": "no",',
        'cell 2, metadata.collapsed is "no", expected true or false',
      ],
      [
        '"scrolled": 1',
        'cell 2, metadata.scrolled is 1, expected one of true,false,"auto"',
      ],
      ["5", "cell 3 is 5, expected an object"],
      ['"kernelspec": {', 'metadata.kernelspec has no "display_name"'],
      ['"name": 1', "metadata.kernelspec.name is 1, expected a string"],
      [
        '"codemirror_mode": 1',
        "metadata.language_info.codemirror_mode is 1, expected a string or an object",
      ],
      [
        '"nbformat_minor": 5.5',
        "nbformat_minor is 5.5, expected a whole number",
      ],
    ],
  );
});

Deno.test("read notebook: an id of another cell", async () => {
  assertEquals(
    await problems(({ cells: [text, cell] }) => {
      cell.id = text.id;
    }),
    [
      [
        '"id": "text",',
        'cell 2 has the id "text" of cell 1, expected one of its own',
      ],
    ],
  );
});

Deno.test("read notebook: of very many problems the first are told", async () => {
  const file = JSON.parse(VALID);
  file.cells = Array.from({ length: 25 }, () => 1);
  const { message } = await assertRejects(() =>
    readNotebook(JSON.stringify(file, null, 1))
  );
  const lines = message.split("\n");
  assertEquals([lines.length, lines[0], lines[10]], [
    11,
    "line 3: cell 1 is 1, expected an object",
    "and 15 more",
  ]);
});

Deno.test("read notebook: files before 4.5 need no ids, but all else", async () => {
  const file = JSON.parse(VALID);
  file.nbformat_minor = 2;
  for (const cell of file.cells) delete cell.id;
  const { cells } = await readNotebook(JSON.stringify(file));
  assertEquals(cells.map(({ id }) => id), ["cell-1", "cell-2"]);
  delete file.cells[0].source;
  assertEquals(
    (await assertRejects(() => readNotebook(JSON.stringify(file)), TypeError))
      .message,
    'line 1: cell 1 has no "source"',
  );
});

Deno.test("read notebook: what is no JSON, with its line", async () => {
  const message = async (text: string) =>
    (await assertRejects(() => readNotebook(text), SyntaxError)).message;
  assertEquals(
    await message(VALID.replace('"metadata": {}', "<<<<<<< HEAD")),
    'line 6 is no JSON: invalid symbol at "<<<<<<< HEAD,"',
  );
  assertEquals(
    await message('{\n "a": 1,\n}'),
    'line 3 is no JSON: property name expected at "}"',
  );
  assertEquals(
    await message(""),
    "line 1 is no JSON: value expected where the text ends",
  );
});

Deno.test("read notebook: another major version", async () => {
  assertEquals(
    (await assertRejects(() => readNotebook('{"nbformat": 3}'), TypeError))
      .message,
    "the notebook has nbformat 3, expected 4: open and save it with a recent Jupyter",
  );
});
