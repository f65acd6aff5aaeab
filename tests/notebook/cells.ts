/** Cells and notebooks for the tests of this folder. */

import {
  type Cell,
  type CodeCell,
  createNotebook,
  joinLines,
  type Notebook,
  type Output,
} from "../../lib/notebook/mod.ts";

/** A code cell that was not executed. */
export function code(source: string, id = "cell"): CodeCell {
  return {
    cell_type: "code",
    id,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  };
}

/** A Markdown cell. */
export function markdown(source: string, id = "text"): Cell {
  return { cell_type: "markdown", id, metadata: {}, source };
}

/** A notebook of code cells. */
export function notebookOf(...sources: string[]): Notebook {
  return createNotebook(sources.map((source, i) => code(source, `cell-${i}`)));
}

/** The outputs of the code cell at this position. */
export function outputsOf(notebook: Notebook, index: number): Output[] {
  const cell = notebook.cells[index];
  if (cell.cell_type !== "code") throw new TypeError(`cell ${index} is text`);
  return cell.outputs;
}

/** What the cell at this position printed to a stream. */
export function printed(
  notebook: Notebook,
  index: number,
  name: "stdout" | "stderr" = "stdout",
): string {
  return outputsOf(notebook, index)
    .map((o) =>
      o.output_type === "stream" && o.name === name ? joinLines(o.text) : ""
    )
    .join("");
}
