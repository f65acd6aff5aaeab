/** Where a cell failed, in the file that its author edits. */

import type { CellError } from "../run/cell_error.ts";
import { JsonLines } from "../format/json_lines.ts";
import type { Notebook } from "../format/nbformat.ts";
import { parseNotebook } from "../format/notebook_file.ts";
import { INJECTED, isTagged } from "../run/parameters.ts";
import { cellStartLines } from "../format/percent.ts";

/** The path of the file with line, and column where it is known: `sums.ts:11:7`. */
export async function failurePlace(
  path: string,
  error: CellError,
): Promise<string> {
  const text = await Deno.readTextFile(path);
  const line = error.at?.line ?? 1;
  if (path.endsWith(".ts")) {
    const starts = cellStartLines(text);
    const index = indexInFile(error, starts.length);
    if (index === undefined) return `${path}, cell of parameters`;
    const column = error.at?.column ? `:${error.at.column}` : "";
    return `${path}:${starts[index] + line - 1}${column}`;
  }
  const { cells } = parseNotebook(text);
  const index = indexInFile(error, cells.length);
  if (index === undefined) return `${path}, cell of parameters`;
  const lines = new JsonLines(text);
  const listed = typeof cells[index].source !== "string";
  const source = ["cells", index, "source"];
  return `${path}:${lines.lineOf(listed ? [...source, line - 1] : source)}`;
}

/** The cell's position in the file, which has no cell of parameters that was added for the run. */
function indexInFile(
  { index, notebook }: { index: number; notebook: Notebook },
  count: number,
): number | undefined {
  if (notebook.cells.length === count) return index;
  const added = notebook.cells.findIndex((cell) => isTagged(cell, INJECTED));
  return index === added ? undefined : index > added ? index - 1 : index;
}
