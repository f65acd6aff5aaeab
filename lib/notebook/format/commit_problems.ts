/** Tells what keeps a notebook out of a repository. */

import { nameOf } from "../compare/compare_outputs.ts";
import { isRecord } from "./json.ts";
import type { Notebook, Output } from "./nbformat.ts";
import { serializeNotebook } from "./notebook_file.ts";
import { embedsPlotly, hasPicture } from "./strip_for_commit.ts";

/** The largest file: GitHub shows notebooks up to about this size. */
const MOST_BYTES = 1_000_000;
/** Digits that a number of a figure may have beyond those that its range needs anyway. */
const DIGITS = 7;

/**
 * What keeps a notebook out of a repository, an empty list where nothing does:
 *
 * - HTML of figures and pictures (GitHub and nbconvert prefer it, and GitHub then shows nothing);
 * - an embedded plotly.js;
 * - figures whose numbers are finer than the eye can see;
 * - a file of 1 MB or more; the message names the cells that take most of it.
 *
 * {@linkcode stripForCommit} mends the first two.
 *
 * @param notebook the notebook
 * @param text the text of its file, for its size; what `serializeNotebook` writes if left out
 *
 * @example
 * ```ts
 * import { commitProblems, percentToNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = percentToNotebook("// %%\n1 + 1;\n");
 * if (commitProblems(notebook).length > 0) throw new Error("nothing is wrong with it");
 * ```
 */
export function commitProblems(
  notebook: Notebook,
  text: string = serializeNotebook(notebook),
): string[] {
  const problems = notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    return cell.outputs.flatMap((output, i) =>
      outputProblems(output).map((problem) =>
        `${nameOf(cell, index)}: output ${i + 1} ${problem}`
      )
    );
  });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes >= MOST_BYTES) problems.push(tooLarge(notebook, bytes));
  return problems;
}

function outputProblems(output: Output): string[] {
  if (!("data" in output)) return [];
  if (embedsPlotly(output)) {
    return ["embeds plotly.js, which belongs in no repository"];
  }
  const problems: string[] = [];
  if (hasPicture(output) && "text/html" in output.data) {
    problems.push("has HTML beside a picture, of which GitHub shows neither");
  }
  const fine = finestList(output.data["application/vnd.plotly.v1+json"]);
  if (fine) {
    problems.push(
      `is a figure with numbers such as ${fine}, finer than the eye can see: round them`,
    );
  }
  return problems;
}

/** A number of a figure that is not rounded, `undefined` where all are. */
function finestList(figure: unknown): number | undefined {
  if (!isRecord(figure)) return undefined;
  const frames = Array.isArray(figure.frames) ? figure.frames : [];
  for (const part of [figure, ...frames]) {
    const found = finest(isRecord(part) ? part.data : undefined);
    if (found !== undefined) return found;
  }
}

function finest(value: unknown): number | undefined {
  if (Array.isArray(value)) {
    const numbers = value.flat(Infinity).filter((item) =>
      typeof item === "number"
    );
    if (numbers.length > 0) return numbers.find(tooFine(numbers));
  }
  const inner = Array.isArray(value)
    ? value
    : isRecord(value)
    ? Object.values(value)
    : [];
  for (const item of inner) {
    const found = finest(item);
    if (found !== undefined) return found;
  }
}

/** Whether a number has more digits than a drawing of all of them can show. */
function tooFine(numbers: number[]): (number: number) => boolean {
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  const size = Math.max(Math.abs(low), Math.abs(high));
  const offset = high > low ? Math.log10(size / (high - low)) : 0;
  const digits = DIGITS + Math.max(0, Math.ceil(offset));
  return (number) =>
    !Number.isInteger(number) &&
    number !== Number(number.toPrecision(Math.min(digits, 100)));
}

function tooLarge(notebook: Notebook, bytes: number): string {
  const sizes = notebook.cells.map((cell, index) => ({
    name: cell.cell_type === "code"
      ? nameOf(cell, index)
      : `cell ${index + 1} of text`,
    bytes: new TextEncoder().encode(JSON.stringify(cell)).length,
  }));
  const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 3)
    .map(({ name, bytes }) => `${name}: ${kilobytes(bytes)}`);
  return `the file has ${kilobytes(bytes)}, expected less than ${
    kilobytes(MOST_BYTES)
  }; the largest cells are ${largest.join("; ")}`;
}

const kilobytes = (bytes: number) =>
  `${Math.ceil(bytes / 1000).toLocaleString("en")} kB`;
