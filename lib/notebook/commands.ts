/** The sub-commands of `deno task notebook`. */

import { dirname } from "node:path";
import { type Arguments, type Usage, UsageError } from "./arguments.ts";
import { CellError } from "./cell_error.ts";
import { compareCells } from "./compare_cells.ts";
import { notebookToHtml } from "./html.ts";
import type { Notebook } from "./nbformat.ts";
import { parseNotebook, serializeNotebook } from "./notebook_file.ts";
import {
  cellStartLines,
  notebookToPercent,
  percentToNotebook,
} from "./percent.ts";
import { progressLines } from "./progress_lines.ts";
import { runNotebook } from "./run_notebook.ts";
import { stripForCommit } from "./strip_for_commit.ts";

/** A sub-command. */
export interface Command {
  /** How it is called. */
  usage: Usage;
  /** What it does; it throws where it cannot. */
  run: (args: Arguments) => Promise<void>;
}

/** A notebook is not what its source says. */
export class Difference extends Error {
  /** Makes the error with its message. */
  constructor(message: string) {
    super(message);
    this.name = "Difference";
  }
}

const RUN_OPTIONS = {
  timeout: { value: "SECONDS", help: "Time limit of each cell (default: 120)" },
  cwd: {
    value: "DIR",
    help: "Working directory of the kernel (default: the notebook's folder)",
  },
};

/** All of them. */
export const COMMANDS: Command[] = [{
  usage: {
    name: "run",
    operands: ["IN"],
    options: {
      output: { value: "OUT.ipynb", help: "Write the executed notebook" },
      ...RUN_OPTIONS,
    },
    help: `Run a notebook, .ipynb or SOURCE, in a Deno kernel of its own
It stops at the first cell that fails; the notebook up to there is written all the same.`,
  },
  run: async ({ operands: [path], values }) => {
    const save = (notebook: Notebook) =>
      values.output === undefined ? undefined : write(values.output, notebook);
    await save(await execute(path, await read(path), values, save));
  },
}, {
  usage: {
    name: "build",
    operands: ["SOURCE.ts"],
    options: RUN_OPTIONS,
    help:
      `Make the .ipynb beside a SOURCE: convert, run, strip for the repository
Nothing is written when a cell fails.`,
  },
  run: async ({ operands: [path], values }) => {
    const beside = besideSource(path);
    const notebook = await read(path, await readIfThere(beside));
    await write(
      beside,
      stripForCommit(await execute(path, notebook, values)),
    );
    console.log(`wrote ${beside}`);
  },
}, {
  usage: {
    name: "check",
    operands: ["SOURCE.ts..."],
    options: { run: { help: "Run the notebooks as well" }, ...RUN_OPTIONS },
    help:
      `Fail unless the .ipynb beside each SOURCE has its cells: type, source and order
With --run it also fails when a cell does; nothing is written.`,
  },
  run: async ({ operands, values, switches }) => {
    const problems: string[] = [];
    for (const path of operands) {
      const beside = besideSource(path);
      const found = await readIfThere(beside);
      const expected = await read(path);
      const differences = found
        ? compareCells(expected, found)
        : ["there is no such file"];
      problems.push(...differences.map((text) => `${beside}: ${text}`));
      if (differences.length === 0) console.log(`${beside}: as ${path} says`);
      if (switches.has("run")) await execute(path, expected, values);
    }
    if (problems.length === 0) return;
    throw new Difference(
      `${problems.join("\n")}\nto mend it: deno task notebook build SOURCE.ts`,
    );
  },
}, {
  usage: {
    name: "convert",
    operands: ["IN", "OUT"],
    options: {},
    help: `Convert between .ipynb and SOURCE, by the endings
Outputs are left out; what OUT held is replaced.`,
  },
  run: async ({ operands: [from, to] }) => {
    const previous = to.endsWith(".ipynb") ? await readIfThere(to) : undefined;
    const notebook = await read(from, previous);
    if (to.endsWith(".ipynb")) await write(to, notebook);
    else if (to.endsWith(".ts")) {
      await Deno.writeTextFile(to, notebookToPercent(notebook));
    } else throw wrongEnding(to);
  },
}, {
  usage: {
    name: "html",
    operands: ["IN.ipynb", "OUT.html"],
    options: {
      title: { value: "TEXT", help: "Title (default: the first heading)" },
      lang: { value: "TAG", help: "Language of the text (default: en)" },
    },
    help:
      `Publish a notebook with its outputs as one page that needs no network`,
  },
  run: async ({ operands: [from, to], values }) => {
    const page = await notebookToHtml(await read(from), values);
    await Deno.writeTextFile(to, page);
  },
}];

async function read(path: string, previous?: Notebook): Promise<Notebook> {
  if (!/\.(ts|ipynb)$/.test(path)) throw wrongEnding(path);
  const text = await Deno.readTextFile(path);
  try {
    return path.endsWith(".ts")
      ? percentToNotebook(text, previous)
      : parseNotebook(text);
  } catch (error) {
    throw new SyntaxError(`${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function readIfThere(path: string): Promise<Notebook | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes a file in one move, so that an interruption leaves no half of one. */
async function write(path: string, notebook: Notebook): Promise<void> {
  const draft = `${path}.${Deno.pid}.tmp`;
  try {
    await Deno.writeTextFile(draft, serializeNotebook(notebook));
    await Deno.rename(draft, path);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
}

async function execute(
  path: string,
  notebook: Notebook,
  values: Arguments["values"],
  onFailure?: (notebook: Notebook) => Promise<void> | undefined,
): Promise<Notebook> {
  const timeout = Number(values.timeout ?? 120);
  if (!(timeout > 0)) {
    throw new UsageError(
      `--timeout is '${values.timeout}', expected seconds above 0`,
    );
  }
  const terminal = Deno.stdout.isTerminal();
  const onCell = progressLines({
    write: (text) => Deno.stdout.writeSync(new TextEncoder().encode(text)),
    terminal,
    width: terminal ? Deno.consoleSize().columns : undefined,
  });
  try {
    const cwd = values.cwd ?? dirname(path);
    return await runNotebook(notebook, { cwd, timeout, onCell });
  } catch (error) {
    if (error instanceof CellError) {
      await onFailure?.(error.notebook);
      console.error(await placeInSource(path, error));
    }
    throw error;
  }
}

/** Where the failure is in the file that the author edits. */
async function placeInSource(path: string, error: CellError): Promise<string> {
  if (!path.endsWith(".ts")) return `${path}: failed`;
  const starts = cellStartLines(await Deno.readTextFile(path));
  return `${path}:${starts[error.index] + (error.at?.line ?? 1) - 1}: failed`;
}

function besideSource(path: string): string {
  if (!path.endsWith(".ts")) throw wrongEnding(path, ".ts");
  return path.replace(/\.ts$/, ".ipynb");
}

function wrongEnding(path: string, wanted = ".ts or .ipynb"): UsageError {
  return new UsageError(
    `expected a file that ends in ${wanted}, got '${path}'`,
  );
}
