import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { joinLines, parseNotebook } from "../../../lib/notebook/mod.ts";
import { outputsOf, printed } from "../cells.ts";
import {
  command,
  inFolder,
  notebook,
  withoutTimes,
} from "../commands/command_line.ts";
import { kernelFolders, kernelsOf, stillRunning } from "./remains.ts";

const EPOCHS = `// %% tags=["parameters"]
const epochs = 20;
let rate = 0.1;

// %%
console.log(epochs * rate);
`;
const FAILS = `// %% [markdown]
// # Fails

// %%
const fine = 1;

// %%
// a comment
missing(fine);
`;
const WAITS = `// %%
console.log("first");

// %%
console.log("second");
Deno.writeTextFileSync("waits-NAME", "");
await new Promise(() => {});
`;

const write = (folder: string, name: string, text: string) =>
  Deno.writeTextFile(join(folder, name), text);
const read = async (folder: string, name: string) =>
  parseNotebook(await Deno.readTextFile(join(folder, name)));

Deno.test("run many: side by side, each with a line for each cell, a table, and all outputs", () =>
  inFolder(async (folder) => {
    await write(folder, "epochs.ts", EPOCHS);
    await write(folder, "fails.ts", FAILS);
    const { status, out, err } = await notebook(
      ["run", "epochs.ts", "fails.ts", "sums.ts", "--output-dir", "new/out"],
      folder,
    );
    assertEquals(status, 1);
    const [lines, table] = withoutTimes(out).split("\n\n");
    assertEquals(lines.split("\n").toSorted(), [
      "epochs.ts  [1/2] passed _ s  const epochs = 20;",
      "epochs.ts  [2/2] passed _ s  console.log(epochs * rate);",
      "fails.ts   [1/2] passed _ s  const fine = 1;",
      "fails.ts   [2/2] failed _ s  // a comment",
      "sums.ts    [1/2] passed _ s  const sum = 1 + 1;",
      'sums.ts    [2/2] passed _ s  if (sum !== 2) throw new Error("wrong");',
    ]);
    assertEquals(
      table,
      `notebook   cells  seconds  result
epochs.ts    2/2        _  passed
fails.ts     1/2        _  failed: fails.ts:9: ReferenceError: missing is not defined
sums.ts      2/2        _  passed
`,
    );
    assertEquals(
      err,
      `fails.ts:9: failed
cell [2], line 2: ReferenceError: missing is not defined
    2 | missing(fine);
    at <anonymous>:2:1
`,
    );
    assertEquals(printed(await read(folder, "new/out/epochs.ipynb"), 1), "2\n");
    assertEquals(printed(await read(folder, "new/out/sums.ipynb"), 1), "2\n");
    const failed = outputsOf(await read(folder, "new/out/fails.ipynb"), 2);
    assertEquals(failed.map(({ output_type }) => output_type), ["error"]);
  }));

Deno.test("run many: one at a time keeps their order", () =>
  inFolder(async (folder) => {
    await write(folder, "epochs.ts", EPOCHS);
    const { status, out } = await notebook(
      ["run", "sums.ts", "epochs.ts", "--jobs", "1"],
      folder,
    );
    assertEquals(status, 0);
    const [lines] = withoutTimes(out).split("\n\n");
    assertEquals(lines.split("\n").map((line) => line.slice(0, 15)), [
      "sums.ts    [1/2",
      "sums.ts    [2/2",
      "epochs.ts  [1/2",
      "epochs.ts  [2/2",
    ]);
  }));

Deno.test("run many: --set goes into a cell after the parameters, and lines are those of the file", () =>
  inFolder(async (folder) => {
    await write(folder, "epochs.ts", EPOCHS + '\n// %%\nthrow "x";\n');
    const set = ["--set", "epochs=3", "--set", "rate=2"];
    const first = await notebook(
      ["run", "epochs.ts", ...set, "--output", "a.ipynb"],
      folder,
    );
    assertStringIncludes(first.err, "epochs.ts:9: failed\ncell [4], line 1:");
    const result = await read(folder, "a.ipynb");
    assertEquals(
      joinLines(result.cells[1].source),
      "// Parameters\nconst epochs = 3;\nlet rate = 2;",
    );
    assertEquals(printed(result, 2), "6\n");
    // In place: the injected cell is replaced, and the line is that of the .ipynb.
    const again = await notebook(
      ["run", "a.ipynb", "--set", "epochs=4", "--in-place"],
      folder,
    );
    const text = await Deno.readTextFile(join(folder, "a.ipynb"));
    const line = text.split("\n").findIndex((l) => l.includes("throw")) + 1;
    assertStringIncludes(again.err, `a.ipynb:${line}: failed\n`);
    assertEquals(printed(parseNotebook(text), 2), "0.4\n");
    assertEquals(parseNotebook(text).cells.length, 4);
  }));

Deno.test("run many: what cannot be meant is refused before anything runs", () =>
  inFolder(async (folder) => {
    await write(folder, "epochs.ts", EPOCHS);
    await Deno.mkdir(join(folder, "sub"));
    await write(folder, "sub/sums.ts", EPOCHS);
    const calls: [string, number, string][] = [
      [
        "sums.ts epochs.ts --output a.ipynb",
        2,
        "--output is for one notebook: use --output-dir for several\n",
      ],
      [
        "sums.ts --output a.ipynb --in-place",
        2,
        "--output, --output-dir and --in-place exclude each other\n",
      ],
      [
        "sums.ts --in-place",
        2,
        "--in-place is for .ipynb files, 'sums.ts' has no place for outputs: use --output-dir, or the command build\n",
      ],
      [
        "sums.ts sub/sums.ts --output-dir out",
        2,
        "'sums.ts' and 'sub/sums.ts' would both be written to out/sums.ipynb\n",
      ],
      [
        "sums.ts --jobs 0.5",
        2,
        "--jobs is '0.5', expected a whole number above 0\n",
      ],
      [
        "epochs.ts --set epochs",
        2,
        "--set is 'epochs', expected name=value, as in --set epochs=3\n",
      ],
      [
        "epochs.ts --set epoch=1",
        1,
        "epochs.ts: epoch is no parameter of the notebook, which has epochs, rate\n",
      ],
      [
        "epochs.ts sums.ts --set epochs=1",
        1,
        'sums.ts: the notebook has no parameters: give the cell that declares them the tag "parameters", in percent format // %% tags=["parameters"]\n',
      ],
    ];
    const results = await Promise.all(
      calls.map(([args]) => notebook(["run", ...args.split(" ")], folder)),
    );
    for (const [i, [, status, err]] of calls.entries()) {
      assertEquals(results[i], { status, out: "", err });
    }
  }));

Deno.test("run many: the module that users import is the command too", () =>
  inFolder(async (folder) => {
    const main = new URL("../../../lib/notebook/mod.ts", import.meta.url).href;
    const run = await notebook(["run", "sums.ts"], folder, main);
    assertEquals([run.status, run.err], [0, ""]);
    assertMatch(run.out, /\nsums\.ts {5}2\/2 .* passed\n$/);
    const wrong = await notebook(["rum"], folder, main);
    assertEquals(wrong.status, 2);
  }));

Deno.test({
  name: "run many: an interrupt ends all kernels and writes what was executed",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      for (const name of ["one", "two"]) {
        await write(folder, `${name}.ts`, WAITS.replace("NAME", name));
      }
      const process = command(
        ["run", "one.ts", "two.ts", "--output-dir", "out", "--jobs", "2"],
        folder,
      ).spawn();
      const output = process.output();
      const started = (name: string) =>
        [...Deno.readDirSync(folder)].some((file) => file.name === name);
      while (!(started("waits-one") && started("waits-two"))) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const kernels = kernelsOf(process.pid);
      assertEquals(kernels.length, 2);
      process.kill("SIGINT");
      const { code, stderr } = await output;
      assertEquals(code, 130);
      assertEquals(
        new TextDecoder().decode(stderr).split("\n").toSorted(),
        [
          "",
          "",
          "",
          "interrupted: wrote out/one.ipynb, 1 of 2 cells executed",
          "interrupted: wrote out/two.ipynb, 1 of 2 cells executed",
        ],
      );
      for (const name of ["one", "two"]) {
        const saved = await read(folder, `out/${name}.ipynb`);
        assertEquals(printed(saved, 0), "first\n");
      }
      assertEquals(await stillRunning(kernels), []);
      assertEquals(kernelFolders(process.pid), []);
    }),
});
