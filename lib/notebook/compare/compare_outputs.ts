/** Tells in what the outputs of a notebook differ from those that it had before. */

import { compareShown, kindOf, type Shown } from "./compare_shown.ts";
import { compareText, type Tolerance } from "./compare_text.ts";
import { isRecord, showJson } from "../format/json.ts";
import {
  type CodeCell,
  joinLines,
  type Notebook,
  type Output,
} from "../format/nbformat.ts";
import { stripForCommit } from "../format/strip_for_commit.ts";

/** How to compare outputs. */
export interface CompareOptions {
  /** How far numbers may be apart, relative to the larger of the two. Default: 1e-5. */
  rtol?: number;
}

/**
 * The differences between the outputs that the cells of a notebook should have, as saved before, and
 * those that they have now. An empty list means that they are the same:
 *
 * - what was printed, by stream, and all text: words exactly, numbers within `rtol`;
 * - figures (Plotly JSON): traces with their types, names and lengths, titles and axes; numbers by
 *   what the eye can see, 1/500 of their range; the sketch beside it by its words;
 * - HTML by its text, pictures by being there and their size, alternative texts as text;
 * - errors by name and message.
 *
 * A cell with the tag `varies`, for one that prints times or names the machine, only has to have
 * outputs of the same kinds. A cell's own tolerance is in its metadata: `ticks.rtol`, or `ticks.atol`
 * for numbers that are zero but for rounding. Counts of executions, traces of errors, colours of
 * terminals and what {@linkcode stripForCommit} takes away do not count.
 *
 * @throws {RangeError} where the notebooks have not the same number of cells, or a tolerance is
 * negative or no number.
 *
 * @example
 * ```ts
 * import { compareOutputs, percentToNotebook, runNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const run = (code: string) => runNotebook(percentToNotebook(`// %%\n${code}\n`));
 * const saved = await run('console.log("loss", 0.123)');
 * const again = await run('console.log("loss", 0.124)');
 * const [difference] = compareOutputs(saved, again);
 * if (!difference.includes('expected "loss 0.123", found "loss 0.124"')) throw new Error(difference);
 * ```
 */
export function compareOutputs(
  expected: Notebook,
  found: Notebook,
  { rtol = 1e-5 }: CompareOptions = {},
): string[] {
  if (expected.cells.length !== found.cells.length) {
    throw new RangeError(
      `the notebook has ${found.cells.length} cells, expected ${expected.cells.length}: compare the cells first`,
    );
  }
  const [wanted, got] = [expected, found]
    .map((notebook) => stripForCommit(notebook).cells);
  return got.flatMap((cell, i) => {
    const before = wanted[i];
    if (cell.cell_type !== "code" || before.cell_type !== "code") return [];
    const name = nameOf(cell, i);
    const tolerance = toleranceOf(cell, name, rtol);
    const differences = cell.metadata.tags?.includes("varies")
      ? compareKinds(before.outputs, cell.outputs)
      : [
        ...compareStreams(before.outputs, cell.outputs, tolerance),
        ...compareAllShown(before.outputs, cell.outputs, tolerance),
      ];
    return differences.map((difference) => `${name}: ${difference}`);
  });
}

/** A cell as a message names it: number, id and the first line of its source. */
export function nameOf({ id, source }: CodeCell, index: number): string {
  const line = joinLines(source).trim().split("\n")[0];
  return `cell ${index + 1} (id ${id}, ${showJson(line)})`;
}

function toleranceOf(
  { metadata }: CodeCell,
  name: string,
  rtol: number,
): Tolerance {
  const own = isRecord(metadata.ticks) ? metadata.ticks : {};
  const tolerance = { rtol: own.rtol ?? rtol, atol: own.atol ?? 0 };
  for (const [key, value] of Object.entries(tolerance)) {
    if (typeof value !== "number" || !(value >= 0)) {
      throw new RangeError(
        `${name}: ${key} is ${
          showJson(value)
        }, expected a number of at least 0`,
      );
    }
  }
  return tolerance as Tolerance;
}

/** What was printed, by stream: how the two interleave is an accident. */
function compareStreams(
  expected: Output[],
  found: Output[],
  tolerance: Tolerance,
): string[] {
  return [...new Set([...streamsOf(expected), ...streamsOf(found)])]
    .flatMap((name) => {
      const [wanted, got] = [expected, found]
        .map((outputs) => printedTo(name, outputs));
      const difference = wanted === ""
        ? `expected nothing, found ${showJson(got)}`
        : got === ""
        ? `expected ${showJson(wanted)}, found nothing`
        : compareText(wanted, got, tolerance);
      return difference === undefined ? [] : `${name}: ${difference}`;
    });
}

const streamsOf = (outputs: Output[]) =>
  outputs.flatMap((o) => o.output_type === "stream" ? o.name : []);

const printedTo = (name: string, outputs: Output[]) =>
  outputs.map((o) =>
    o.output_type === "stream" && o.name === name ? joinLines(o.text) : ""
  ).join("");

const shownOf = (outputs: Output[]) =>
  outputs.filter((output): output is Shown => output.output_type !== "stream");

/** Whether the outputs of a cell are of the same kinds, whatever is in them. */
function compareKinds(expected: Output[], found: Output[]): string[] {
  const [wanted, got] = [expected, found].map((outputs) => {
    const streams = [...new Set(streamsOf(outputs))].sort();
    const kinds = [...streams, ...shownOf(outputs).map(kindOf)];
    return kinds.length === 0
      ? "no outputs"
      : `outputs of the kinds ${kinds.join("; ")}`;
  });
  return wanted === got ? [] : [`expected ${wanted}, found ${got}`];
}

function compareAllShown(
  expected: Output[],
  found: Output[],
  tolerance: Tolerance,
): string[] {
  const wanted = shownOf(expected), got = shownOf(found);
  const length = Math.max(wanted.length, got.length);
  return Array.from({ length }, (_, i) => {
    const difference = !wanted[i]
      ? `expected no such output, found ${kindOf(got[i])}`
      : !got[i]
      ? `expected ${kindOf(wanted[i])}, found no such output`
      : compareShown(wanted[i], got[i], tolerance);
    return difference === undefined ? "" : `output ${i + 1}: ${difference}`;
  }).filter(Boolean);
}
