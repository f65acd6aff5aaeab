/** Tells in what a notebook differs from its source. */

import { sameJson } from "../format/json.ts";
import { type Cell, joinLines, type Notebook } from "../format/nbformat.ts";

/**
 * The differences between the cells that a notebook should have and those that it has: type, source,
 * metadata and attachments, in order. An empty list means that they are the same; outputs and ids do not count.
 *
 * @example
 * ```ts
 * import { compareCells, percentToNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const expected = percentToNotebook("// %%\n1 + 1;\n");
 * const actual = percentToNotebook("// %%\n1 + 2;\n");
 * const [difference] = compareCells(expected, actual);
 * if (difference !== 'cell 1, line 1: expected "1 + 1;", found "1 + 2;"') throw new Error(difference);
 * ```
 */
export function compareCells(expected: Notebook, actual: Notebook): string[] {
  const differences: string[] = [];
  const length = Math.max(expected.cells.length, actual.cells.length);
  for (let i = 0; i < length; i++) {
    const difference = compare(expected.cells[i], actual.cells[i]);
    if (difference) differences.push(`cell ${i + 1}${difference}`);
  }
  const headers = [expected, actual].map(({ metadata }) =>
    metadata.ticks?.header ?? ""
  );
  if (headers[0] !== headers[1]) {
    differences.push("the text before the first cell differs");
  }
  return differences;
}

function compare(expected?: Cell, actual?: Cell): string | undefined {
  if (!actual) return ` is missing: ${firstLine(expected!)}`;
  if (!expected) return ` is not in the source: ${firstLine(actual)}`;
  if (expected.cell_type !== actual.cell_type) {
    return `: expected a cell of ${expected.cell_type}, found one of ${actual.cell_type}`;
  }
  const wanted = joinLines(expected.source).split("\n");
  const found = joinLines(actual.source).split("\n");
  const length = Math.max(wanted.length, found.length);
  for (let line = 0; line < length; line++) {
    if (wanted[line] === found[line]) continue;
    return `, line ${line + 1}: expected ${show(wanted[line])}, found ${
      show(found[line])
    }`;
  }
  if (!sameJson(expected.metadata, actual.metadata)) {
    const [wanted, found] = [expected, actual].map(({ metadata }) =>
      JSON.stringify(metadata)
    );
    return `: expected the metadata ${wanted}, found ${found}`;
  }
  if (!sameJson(attachmentsOf(expected), attachmentsOf(actual))) {
    return ": its attachments differ";
  }
}

const attachmentsOf = (cell: Cell) =>
  cell.cell_type === "code" ? {} : cell.attachments ?? {};

const firstLine = (cell: Cell) => show(joinLines(cell.source).split("\n")[0]);

const show = (line: string | undefined) =>
  line === undefined ? "no such line" : JSON.stringify(line);
