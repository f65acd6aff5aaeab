/** Formulas that cannot be set, with their place in the file that the author edits. */

import { mathProblems } from "../page/mathematics.ts";
import type { Notebook } from "../format/nbformat.ts";
import { cellStartLines } from "../format/percent.ts";
import { Difference } from "./command.ts";

/** The formulas of a notebook's texts and outputs that cannot be set: a line for each, with its file. */
export async function formulaProblems(
  path: string,
  notebook: Notebook,
): Promise<string[]> {
  const starts = path.endsWith(".ts")
    ? cellStartLines(await Deno.readTextFile(path))
    : undefined;
  const problems = await mathProblems(notebook);
  return problems.map(({ index, output, line, message }) => {
    const cell = `cell ${index + 1}`;
    const place = output !== undefined
      ? `${path}: ${cell}, output ${output + 1}, line ${line}`
      : starts
      ? `${path}:${starts[index] + line - 1}: ${cell}`
      : `${path}: ${cell}, line ${line}`;
    return `${place}: ${message}`;
  });
}

/**
 * Nothing, where every formula can be set.
 *
 * @throws {Difference} with those that cannot.
 */
export async function refuseBrokenFormulas(
  path: string,
  notebook: Notebook,
): Promise<void> {
  const problems = await formulaProblems(path, notebook);
  if (problems.length > 0) throw new Difference(problems.join("\n"));
}
