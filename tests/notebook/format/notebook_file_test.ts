import { assertEquals, assertThrows } from "@std/assert";
import {
  createNotebook,
  joinLines,
  parseNotebook,
  serializeNotebook,
  splitLines,
} from "../../../lib/notebook/mod.ts";
import { code, markdown } from "../cells.ts";

Deno.test("notebook file: written as Jupyter writes it", () => {
  const notebook = createNotebook([
    markdown("# A\n\nb"),
    {
      ...code("1;\n2;"),
      execution_count: 1,
      outputs: [
        { output_type: "stream", name: "stdout", text: "a\nb\n" },
        {
          output_type: "display_data",
          data: {
            "text/plain": "x\ny",
            "image/png": "aGk=",
            "application/json": { a: 1 },
          },
          metadata: {},
        },
      ],
    },
  ]);
  const text = serializeNotebook(notebook);
  assertEquals(text.slice(0, 38), '{\n "cells": [\n  {\n   "cell_type": "mar');
  assertEquals(text.endsWith("}\n"), true);
  const [first, second] = JSON.parse(text).cells;
  assertEquals(first, {
    cell_type: "markdown",
    id: "text",
    metadata: {},
    source: ["# A\n", "\n", "b"],
  });
  assertEquals(second.outputs[0].text, ["a\n", "b\n"]);
  assertEquals(second.outputs[1].data, {
    "text/plain": ["x\n", "y"],
    "image/png": "aGk=",
    "application/json": { a: 1 },
  });
  assertEquals(serializeNotebook(parseNotebook(text)), text);
});

Deno.test("notebook file: lists of numbers stand on one line, with the same values", () => {
  const list = Array.from({ length: 2000 }, (_, i) => i % 3 ? i / 7 : null);
  const values = {
    list,
    matrix: [list.slice(0, 2), [-1e-7, 1e21]],
    mixed: [1, "[\n1,\n2\n]", { a: [0] }],
    empty: [],
  };
  const notebook = createNotebook([{
    ...code("figure;"),
    outputs: [{
      output_type: "display_data",
      data: { "application/vnd.plotly.v1+json": values },
      metadata: {},
    }],
  }]);
  const text = serializeNotebook(notebook);
  const [cell] = JSON.parse(text).cells;
  assertEquals(
    cell.outputs[0].data["application/vnd.plotly.v1+json"],
    values,
  );
  const lines = text.split("\n")
    .map((line) => line.trim().replace(/,$/, ""));
  for (const numbers of [list, [-1e-7, 1e21], [0]]) {
    const written = JSON.stringify(numbers);
    assertEquals(lines.filter((line) => line.endsWith(written)).length, 1);
  }
  assertEquals(lines.filter((line) => line === "1").length, 1);
});

Deno.test("notebook file: cells of older files get ids", () => {
  const { cells, nbformat_minor } = parseNotebook(JSON.stringify({
    nbformat: 4,
    nbformat_minor: 2,
    metadata: {},
    cells: [{ cell_type: "code", source: ["1;"], outputs: [], metadata: {} }],
  }));
  assertEquals(cells.map(({ id }) => id), ["cell-1"]);
  assertEquals(nbformat_minor, 5);
});

Deno.test("notebook file: what is no notebook is an error that says where", () => {
  const message = (value: unknown) =>
    assertThrows(() => parseNotebook(JSON.stringify(value)), TypeError).message;
  const mend = "expected 4: open and save it with a recent Jupyter";
  assertEquals(message([]), `the notebook has nbformat nowhere, ${mend}`);
  assertEquals(
    message({ nbformat: 3 }),
    `the notebook has nbformat 3, ${mend}`,
  );
  assertEquals(message({ nbformat: 4 }), "the notebook has no list of cells");
  const cells = (...cells: unknown[]) => message({ nbformat: 4, cells });
  assertEquals(cells(1), "cell 1 of the notebook is not an object");
  assertEquals(
    cells({ cell_type: "cod" }),
    'cell 1 of the notebook has the type "cod", expected "code", "markdown" or "raw"',
  );
  assertEquals(
    cells({ cell_type: "code", source: 1 }),
    "cell 1 of the notebook has no source: a string or a list of lines",
  );
  assertEquals(
    cells(code("a", "x"), code("b", "x")),
    'cell 2 of the notebook has the id "x", expected a string that no other cell has',
  );
  assertEquals(
    cells({ cell_type: "code", source: "", outputs: 1 }),
    "cell 1 of the notebook has outputs that are not a list",
  );
  assertThrows(() => parseNotebook("{"), SyntaxError);
});

Deno.test("notebook file: lines split and join", () => {
  for (const text of ["", "a", "a\n", "\n", "a\n\nb"]) {
    assertEquals(joinLines(splitLines(text)), text);
  }
  assertEquals(splitLines("a\n\nb"), ["a\n", "\n", "b"]);
});
