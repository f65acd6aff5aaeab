/** All that `check` finds in one notebook. */

import type { Arguments } from "./arguments.ts";
import { CellError } from "../run/cell_error.ts";
import { commitProblems } from "../format/commit_problems.ts";
import { compareCells } from "../compare/compare_cells.ts";
import { compareOutputs } from "../compare/compare_outputs.ts";
import { KernelError } from "../kernel/kernel_process.ts";
import type { Notebook } from "../format/nbformat.ts";
import { executeShown, type Shown } from "./execute.ts";
import { failurePlace } from "./failure_place.ts";
import { besideSource, read, readIfThere } from "./files.ts";
import { formulaProblems } from "./formula_problems.ts";

/** A notebook to check. */
interface CheckedFile {
  /** The file that was named. */
  path: string;
  /** The notebook's own file. */
  beside: string;
  /** What it holds, `undefined` where it is not there. */
  saved: Notebook | undefined;
  /** What its source says, or it itself where it has none. */
  source: Notebook;
}

/** How to check a notebook. */
export interface CheckOptions {
  /** Whether to run it. */
  run: boolean;
  /** How far numbers in outputs may be apart. */
  rtol: number;
  /** How the run is shown. */
  shown: Shown;
}

/** Checks the notebook of a file and gives a line for each problem. */
export async function checkNotebook(
  path: string,
  values: Arguments["values"],
  { run, rtol, shown }: CheckOptions,
): Promise<string[]> {
  try {
    const file = await open(path);
    const problems = await staticProblems(file);
    if (run && file.saved) {
      const saved = file.saved;
      const executed = await executeShown(path, file.source, values, shown);
      // Outputs of other cells are no wonder.
      if (compareCells(file.source, saved).length === 0) {
        problems.push(
          ...compareOutputs(saved, executed, { rtol })
            .map((difference) => `${file.beside}: ${difference}`),
        );
      }
    }
    return problems;
  } catch (error) {
    return [await whatStopped(path, error)];
  }
}

async function open(path: string): Promise<CheckedFile> {
  if (!path.endsWith(".ts")) {
    const saved = await read(path);
    return { path, beside: path, saved, source: saved };
  }
  const beside = besideSource(path);
  const saved = await readIfThere(beside);
  return { path, beside, saved, source: await read(path, saved) };
}

/** What can be said of a notebook without running it. */
async function staticProblems(
  { path, beside, saved, source }: CheckedFile,
): Promise<string[]> {
  const formulas = await formulaProblems(path, source);
  if (!saved) return [...formulas, `${beside}: there is no such file`];
  if (beside !== path) {
    // The texts are those of the source, the outputs are not.
    const outputs = saved.cells.map((cell) =>
      cell.cell_type === "code" ? cell : { ...cell, source: "" }
    );
    formulas.push(
      ...await formulaProblems(beside, { ...saved, cells: outputs }),
    );
  }
  return [
    ...formulas,
    ...[
      ...compareCells(source, saved),
      ...commitProblems(saved, await Deno.readTextFile(beside)),
    ].map((problem) => `${beside}: ${problem}`),
  ];
}

/** An error that only stops the check of this notebook. */
async function whatStopped(path: string, error: unknown): Promise<string> {
  if (error instanceof CellError) {
    return `${await failurePlace(path, error)}: failed\n${error.report()}`;
  }
  if (error instanceof KernelError) {
    return [`${path}: ${error.message}`, error.stderr].join("\n").trimEnd();
  }
  if (error instanceof RangeError) return `${path}: ${error.message}`;
  if (error instanceof SyntaxError || error instanceof Deno.errors.NotFound) {
    return error.message; // has its path
  }
  throw error;
}
