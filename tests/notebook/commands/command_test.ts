import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { parseNotebook } from "../../../lib/notebook/mod.ts";
import { outputsOf, printed } from "../cells.ts";
import { inFolder, notebook, SOURCE, withoutTimes } from "./command_line.ts";

Deno.test("command: help of all and of each, exit status 0", async () => {
  const all = await notebook(["--help"]);
  assertEquals(all.status, 0);
  const names = ["run", "build", "check", "convert", "html"];
  const helps = await Promise.all(
    names.map((name) => notebook([name, "--help"])),
  );
  for (const [i, name] of names.entries()) {
    assertStringIncludes(all.out, `\n  ${name} `);
    assertEquals(helps[i].status, 0);
    assertStringIncludes(helps[i].out, `Usage: notebook ${name} `);
    assertStringIncludes(helps[i].out, "--help");
  }
});

Deno.test("command: a wrong call names what is wrong, exit status 2", async () => {
  const calls: [string[], string][] = [
    [[], "no command"],
    [
      ["rum"],
      "Unknown command 'rum', expected one of run, build, check, convert, html, or --help",
    ],
    [["--fast"], "Unknown option '--fast', expected one of"],
    [
      ["run", "a.ipynb", "--fast"],
      "Unknown option '--fast'\nUsage: notebook run IN",
    ],
    [["run"], "IN... is missing"],
    [["run", "a.ts", "--timeout", "0"], "--timeout is '0', expected seconds"],
    [["html", "a.ipynb", "b.html", "c"], "Unexpected argument 'c'"],
    [["run", "a.md"], "expected a file that ends in .ts or .ipynb, got 'a.md'"],
    [["build", "a.ipynb"], "expected a file that ends in .ts, got 'a.ipynb'"],
  ];
  const results = await Promise.all(calls.map(([args]) => notebook(args)));
  for (const [i, [, message]] of calls.entries()) {
    assertStringIncludes(results[i].err, message);
    assertEquals(results[i].status, 2);
  }
});

Deno.test("command: run reports each cell and writes where it is told, and only there", () =>
  inFolder(async (folder) => {
    await notebook(["convert", "sums.ts", "sums.ipynb"], folder);
    const before = await Deno.readTextFile(join(folder, "sums.ipynb"));
    const run = await notebook(
      ["run", "sums.ipynb", "--output", "out.ipynb"],
      folder,
    );
    assertEquals(
      [run.status, run.err, withoutTimes(run.out)],
      [
        0,
        "",
        `[1/2] passed _ s  const sum = 1 + 1;
[2/2] passed _ s  if (sum !== 2) throw new Error("wrong");

notebook    cells  seconds  result
sums.ipynb    2/2        _  passed
`,
      ],
    );
    const result = parseNotebook(
      await Deno.readTextFile(join(folder, "out.ipynb")),
    );
    assertEquals(printed(result, 1), "2\n");
    assertEquals(await Deno.readTextFile(join(folder, "sums.ipynb")), before);
    assertEquals([...Deno.readDirSync(folder)].length, 3);
  }));

Deno.test("command: a failed cell gives file, line and trace, exit status 1", () =>
  inFolder(async (folder) => {
    const path = join(folder, "sums.ts");
    await Deno.writeTextFile(path, SOURCE.replace("sum !== 2", "sum !== 3"));
    const run = await notebook(
      ["run", "sums.ts", "--output", "out.ipynb"],
      folder,
    );
    assertEquals(run.status, 1);
    assertStringIncludes(run.out, "[2/2] failed");
    assertEquals(
      run.err,
      `sums.ts:11: failed
cell [2], line 1: Error: wrong
    1 | if (sum !== 3) throw new Error("wrong");
    at <anonymous>:1:43
`,
    );
    const result = parseNotebook(
      await Deno.readTextFile(join(folder, "out.ipynb")),
    );
    assertEquals(outputsOf(result, 2)[0].output_type, "error");

    const build = await notebook(["build", "sums.ts"], folder);
    assertEquals(build.status, 1);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(files, ["out.ipynb", "sums.ts"]);
  }));

Deno.test("command: html writes a page", () =>
  inFolder(async (folder) => {
    await notebook(["convert", "sums.ts", "a.ipynb"], folder);
    const html = await notebook(
      ["html", "a.ipynb", "a.html", "--lang", "de"],
      folder,
    );
    assertEquals([html.status, html.err], [0, ""]);
    const page = await Deno.readTextFile(join(folder, "a.html"));
    assertStringIncludes(page, '<html lang="de">');
    assertStringIncludes(page, "<title>Sums</title>");

    const none = await notebook(["html", "none.ipynb", "a.html"], folder);
    assertEquals(none.status, 1);
    assertStringIncludes(none.err, "none.ipynb");
  }));
