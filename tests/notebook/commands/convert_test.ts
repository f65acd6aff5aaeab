import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { joinLines, parseNotebook } from "../../../lib/notebook/mod.ts";
import { inFolder, notebook, SOURCE } from "./command_line.ts";

/** Converts and gives what was written. */
async function convert(
  folder: string,
  from: string,
  to: string,
): Promise<string> {
  const { status, err } = await notebook(["convert", from, to], folder);
  assertEquals([status, err], [0, ""]);
  return await Deno.readTextFile(join(folder, to));
}

Deno.test("convert: there and back", () =>
  inFolder(async (folder) => {
    await convert(folder, "sums.ts", "a.ipynb");
    assertEquals(await convert(folder, "a.ipynb", "b.ts"), SOURCE);
  }));

/** As JupyterLab, VS Code and Colab write it: sources as strings and lists, ids and keys of theirs. */
const FOREIGN = {
  nbformat_minor: 5,
  nbformat: 4,
  metadata: {
    kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
    language_info: {
      codemirror_mode: "typescript",
      file_extension: ".ts",
      name: "typescript",
      version: "5.9.2",
    },
    colab: { provenance: [] },
  },
  cells: [
    {
      cell_type: "markdown",
      source: "# A picture\n\n![dot](attachment:dot.png)",
      attachments: { "dot.png": { "image/png": "aGk=" } },
      metadata: { id: "kX3" },
      id: "d7fb27b9-6b53-4ff7-8d80-0b6b4ff0ab3e",
    },
    {
      cell_type: "code",
      execution_count: 3,
      metadata: { vscode: { languageId: "typescript" }, trusted: true },
      outputs: [{ output_type: "stream", name: "stdout", text: ["2\n"] }],
      source: ["const a = 2;\n", "console.log(a);\n", "// %% of it"],
      id: "W2sZmlsZQ==".replaceAll("=", ""),
    },
    {
      cell_type: "raw",
      source: ["\\newpage\n"],
      metadata: { format: "text/latex" },
      id: "raw",
    },
    {
      cell_type: "code",
      execution_count: null,
      metadata: {},
      outputs: [],
      source: "",
      id: "empty",
    },
  ],
};

Deno.test("convert: a notebook of another tool comes through, but for its outputs", () =>
  inFolder(async (folder) => {
    const file = (name: string) => join(folder, name);
    await Deno.writeTextFile(file("in.ipynb"), JSON.stringify(FOREIGN));
    await convert(folder, "in.ipynb", "a.ts");
    const back = parseNotebook(await convert(folder, "a.ts", "out.ipynb"));
    assertEquals(back.metadata, FOREIGN.metadata);
    assertEquals(
      back.cells.map((cell) => ({ ...cell, source: joinLines(cell.source) })),
      FOREIGN.cells.map((cell) => ({
        ...cell,
        source: [cell.source].flat().join(""),
        ...(cell.cell_type === "code" &&
          { outputs: [], execution_count: null }),
      })) as typeof back.cells,
    );
    const text = await Deno.readTextFile(file("a.ts"));
    assertEquals(await convert(folder, "out.ipynb", "b.ts"), text);
  }));

Deno.test("convert: ids of the notebook that is replaced are kept", () =>
  inFolder(async (folder) => {
    const text = await convert(folder, "sums.ts", "a.ipynb");
    const [, { id }] = parseNotebook(text).cells;
    await Deno.writeTextFile(
      join(folder, "a.ipynb"),
      text.replace(id, "kept"),
    );
    const again = parseNotebook(await convert(folder, "sums.ts", "a.ipynb"));
    assertEquals(again.cells[1].id, "kept");
  }));

Deno.test("convert: between notebooks outputs stay, as a repository has them", () =>
  inFolder(async (folder) => {
    const [, cell] = FOREIGN.cells;
    const data = { "image/png": "aGk=", "text/html": "<div>" };
    await Deno.writeTextFile(
      join(folder, "a.ipynb"),
      JSON.stringify({
        ...FOREIGN,
        cells: [{
          ...cell,
          outputs: [{ output_type: "display_data", data, metadata: {} }],
        }],
      }),
    );
    const text = await convert(folder, "a.ipynb", "a.ipynb");
    assertStringIncludes(text, '"image/png"');
    assertEquals(text.includes("text/html"), false);
    assertEquals(text, await convert(folder, "a.ipynb", "a.ipynb"));
  }));

Deno.test("convert: metadata that no notebook may have is refused, and nothing written", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a.ts"), '// %% tags="a"\n1;\n');
    const { status, err } = await notebook(
      ["convert", "a.ts", "a.ipynb"],
      folder,
    );
    assertEquals([status, err], [
      1,
      'a.ts: cell 1, metadata.tags is "a", expected a list\n',
    ]);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(files, ["a.ts", "sums.ts"]);
  }));
