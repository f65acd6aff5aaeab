import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { parseNotebook, percentToNotebook } from "../../../lib/notebook/mod.ts";
import { printed } from "../cells.ts";
import { inFolder, notebook, SOURCE } from "./command_line.ts";

const MEND = "to take over what is meant: notebook build sums.ts\n";

/** The id of the cell that prints. */
const ID = percentToNotebook(SOURCE).cells[1].id;

/** Replaces text in a file, which has to be there. */
async function edit(path: string, text: string, other: string): Promise<void> {
  const before = await Deno.readTextFile(path);
  assertStringIncludes(before, text);
  await Deno.writeTextFile(path, before.replace(text, other));
}

Deno.test("check: tells a built notebook from one whose source has changed", () =>
  inFolder(async (folder) => {
    const missing = await notebook(["check", "sums.ts"], folder);
    assertEquals([missing.status, missing.err], [
      1,
      `sums.ipynb: there is no such file\n${MEND}`,
    ]);
    assertEquals((await notebook(["build", "sums.ts"], folder)).status, 0);
    const built = await Deno.readTextFile(join(folder, "sums.ipynb"));
    assertEquals(printed(parseNotebook(built), 1), "2\n");
    const same = await notebook(["check", "sums.ts", "sums.ipynb"], folder);
    assertEquals([same.status, same.err], [0, ""]);
    assertEquals(same.out.match(/^.*: as it should be$/gm)?.sort(), [
      "sums.ipynb: as it should be",
      "sums.ts: as it should be",
    ]);

    await edit(join(folder, "sums.ts"), "1 + 1", "1 + 2");
    const cells = await notebook(["check", "--no-run", "sums.ts"], folder);
    assertEquals([cells.status, cells.out, cells.err], [
      1,
      "",
      `sums.ipynb: cell 2, line 1: expected "const sum = 1 + 2;", found "const sum = 1 + 1;"\n${MEND}`,
    ]);
    const fails = await notebook(["check", "sums.ts"], folder);
    assertEquals(fails.status, 1);
    assertStringIncludes(fails.err, "sums.ts:11");
    assertStringIncludes(fails.err, "failed\ncell [2], line 1");
    assertEquals(await Deno.readTextFile(join(folder, "sums.ipynb")), built);
  }));

Deno.test("check: names cell and difference where an output is another than was saved", () =>
  inFolder(async (folder) => {
    await notebook(["build", "sums.ts"], folder);
    await edit(join(folder, "sums.ipynb"), '"2\\n"', '"2.001\\n"');
    const strict = await notebook(["check", "sums.ipynb"], folder);
    assertEquals([strict.status, strict.err.split("\n")[0]], [
      1,
      `sums.ipynb: cell 2 (id ${ID}, "const sum = 1 + 1;"): stdout: expected "2.001", found "2": 2.001 and 2, which differ by 0.00050 of their size, at most 0.00001 is allowed`,
    ]);
    const tolerant = await notebook(
      ["check", "sums.ipynb", "--rtol", "0.001"],
      folder,
    );
    assertEquals([tolerant.status, tolerant.err], [0, ""]);
    const wrong = await notebook(["check", "sums.ts", "--rtol", "x"], folder);
    assertEquals([wrong.status, wrong.err], [
      2,
      "--rtol is 'x', expected a number of at least 0\n",
    ]);
  }));

Deno.test("check: without a run it finds broken formulas, and what belongs in no repository", () =>
  inFolder(async (folder) => {
    const path = join(folder, "sums.ts");
    await edit(path, "// # Sums", "// # Sums\n//\n// of $\\frac{1$");
    await notebook(["convert", "sums.ts", "sums.ipynb"], folder);
    await edit(
      join(folder, "sums.ipynb"),
      '"outputs": []',
      `"outputs": [{"output_type": "display_data", "metadata": {}, "data":
        {"image/png": "aGk=", "text/html": "<div>", "text/markdown": "$\\\\x$"}}]`,
    );
    const { status, err } = await notebook(
      ["check", "--no-run", "sums.ts"],
      folder,
    );
    assertEquals([status, err.split("\n")], [
      1,
      [
        "sums.ts:6: cell 1: the formula \"\\\\frac{1\" cannot be set: Unexpected end of input in a macro argument, expected '}' at end of input: \\frac{1",
        'sums.ipynb: cell 2, output 1, line 1: the formula "\\\\x" cannot be set: Undefined control sequence: \\x at position 1: \\x',
        `sums.ipynb: cell 2 (id ${ID}, "const sum = 1 + 1;"): output 1 has HTML beside a picture, of which GitHub shows neither`,
        ...MEND.split("\n"),
      ],
    ]);
  }));

Deno.test("check: a file that is no valid notebook, with its line", () =>
  inFolder(async (folder) => {
    await notebook(["convert", "sums.ts", "sums.ipynb"], folder);
    await edit(join(folder, "sums.ipynb"), '"outputs": []', '"outputs": 1');
    for (const path of ["sums.ts", "sums.ipynb"]) {
      const { status, err } = await notebook(["check", path], folder);
      assertEquals([status, err], [
        1,
        `sums.ipynb: line 16: cell 2, outputs is 1, expected a list\n${
          path.endsWith(".ts") ? MEND : ""
        }`,
      ]);
    }
  }));

Deno.test("check: a tolerance of a cell that is none, and other notebooks are checked all the same", () =>
  inFolder(async (folder) => {
    await notebook(["build", "sums.ts"], folder);
    await edit(
      join(folder, "sums.ipynb"),
      '"metadata": {},\n   "outputs": [\n',
      '"metadata": {"ticks": {"rtol": "x"}},\n   "outputs": [\n',
    );
    const { status, err } = await notebook(
      ["check", "sums.ipynb", "none.ipynb"],
      folder,
    );
    assertEquals([status, err.split("\n")[0]], [
      1,
      `sums.ipynb: cell 2 (id ${ID}, "const sum = 1 + 1;"): rtol is "x", expected a number of at least 0`,
    ]);
    assertStringIncludes(err, "there is no file none.ipynb");
  }));

Deno.test("build: a formula that cannot be set is refused before anything runs", () =>
  inFolder(async (folder) => {
    const path = join(folder, "sums.ts");
    await edit(path, "// # Sums", "// # The $\\summe$");
    const { status, out, err } = await notebook(["build", "sums.ts"], folder);
    assertEquals([status, out, err], [
      1,
      "",
      'sums.ts:4: cell 1: the formula "\\\\summe" cannot be set: Undefined control sequence: \\summe at position 1: \\summe\n',
    ]);
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("check: the help names its options", async () => {
  const { out } = await notebook(["check", "--help"]);
  assertStringIncludes(
    out,
    "check NOTEBOOK... [--no-run] [--rtol NUMBER]",
  );
  for (const word of ["varies", '"rtol":0.01', "1 MB"]) {
    assertStringIncludes(out, word);
  }
});
