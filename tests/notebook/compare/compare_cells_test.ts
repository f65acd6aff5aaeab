import { assertEquals } from "@std/assert";
import { compareCells, percentToNotebook } from "../../../lib/notebook/mod.ts";

const SOURCE = "// head\n\n// %% [markdown]\n// # A\n\n// %%\n1;\n2;\n";

function differences(changed: string): string[] {
  return compareCells(percentToNotebook(SOURCE), percentToNotebook(changed));
}

Deno.test("compare cells: the same cells do not differ", () => {
  assertEquals(differences(SOURCE), []);
});

Deno.test("compare cells: every difference is named with its cell", () => {
  assertEquals(differences(SOURCE.replace("2;", "3;")), [
    'cell 2, line 2: expected "2;", found "3;"',
  ]);
  assertEquals(differences(SOURCE.replace("\n2;", "")), [
    'cell 2, line 2: expected "2;", found no such line',
  ]);
  assertEquals(differences(SOURCE.replace(" [markdown]", "")), [
    "cell 1: expected a cell of markdown, found one of code",
  ]);
  assertEquals(
    differences(SOURCE.replace(" [markdown]", ' [markdown] tags=["a"]')),
    [
      'cell 1: expected the metadata {}, found {"tags":["a"]}',
    ],
  );
  assertEquals(differences(SOURCE.replace("\n// %%\n1;\n2;\n", "")), [
    'cell 2 is missing: "1;"',
  ]);
  assertEquals(differences(`${SOURCE}\n// %%\n3;\n`), [
    'cell 3 is not in the source: "3;"',
  ]);
  assertEquals(differences(SOURCE.replace("head", "foot")), [
    "the text before the first cell differs",
  ]);
});
