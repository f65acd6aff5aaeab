/**
 * Holds the outputs that a front end has saved against those that our own runner got from the same notebook.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import {
  type CodeCell,
  joinLines,
  type MultilineText,
  type Notebook,
  type Output,
} from "../../lib/notebook/mod.ts";

const PLOTLY = "application/vnd.plotly.v1+json";

/** How many figures the outputs of a notebook have. */
export function countFigures(notebook: Notebook): number {
  return codeCells(notebook).flatMap(({ outputs }) => outputs).filter(isFigure)
    .length;
}

/** The cells that failed, in words. */
export function failures(notebook: Notebook): string[] {
  return codeCells(notebook).flatMap(({ outputs }, index) =>
    outputs.flatMap((output) =>
      output.output_type === "error"
        ? [`code cell ${index + 1}: ${output.ename}: ${output.evalue}`]
        : []
    )
  );
}

/**
 * What the front end lost, or has too much, cell by cell: printed lines, figures, other results. Numbers may
 * differ, since timings do; a line that is missing may not.
 */
export function differences(expected: Notebook, found: Notebook): string[] {
  const wanted = codeCells(expected), got = codeCells(found);
  if (wanted.length !== got.length) {
    return [`${got.length} code cells instead of ${wanted.length}`];
  }
  return wanted.flatMap((cell, index) => {
    const here = got[index];
    return [
      ...unequal("line", lines(cell), lines(here)),
      ...unequal("figure", figures(cell), figures(here)),
      ...unequal("result", results(cell), results(here)),
    ].map((problem) => `code cell ${index + 1}: ${problem}`);
  });
}

const codeCells = ({ cells }: Notebook) =>
  cells.filter((cell): cell is CodeCell => cell.cell_type === "code");

const isFigure = (output: Output) => "data" in output && PLOTLY in output.data;

/** Every printed line: on standard output, on standard error. */
function lines({ outputs }: CodeCell): string[] {
  const text = (name: string) =>
    outputs.map((output) =>
      output.output_type === "stream" && output.name === name
        ? joinLines(output.text)
        : ""
    ).join("");
  return [...text("stdout").split("\n"), ...text("stderr").split("\n")];
}

/** The titles of figures, their number of traces and in which forms they came. */
function figures({ outputs }: CodeCell): string[] {
  return outputs.flatMap((output) => {
    if (!("data" in output) || !isFigure(output)) return [];
    const { data, layout } = output.data[PLOTLY] as {
      data: unknown[];
      layout: { title?: { text?: string } };
    };
    const forms = Object.keys(output.data).sort().join(", ");
    return [`${layout.title?.text}, ${data.length} traces, as ${forms}`];
  });
}

/** Tables, formulas, values of last expressions. */
function results({ outputs }: CodeCell): string[] {
  return outputs.flatMap((output) => {
    if (!("data" in output) || isFigure(output)) return [];
    if (Object.keys(output.data).length === 0) return []; // shows nothing
    const plain = output.data["text/plain"];
    const forms = Object.keys(output.data).sort().join(", ");
    return [`${joinLines((plain ?? "") as MultilineText)} (${forms})`];
  });
}

function unequal(what: string, wanted: string[], got: string[]): string[] {
  // Our runner asks for no colours; a front end shows them.
  const shape = (text: string) =>
    stripVTControlCharacters(text).replace(/[-−]?\d[\d.,]*(e[-+]?\d+)?/g, "#");
  const rest = got.map(shape);
  const lost = wanted.filter((text) => {
    const at = rest.indexOf(shape(text));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [
    ...lost.map((text) => `${what} lost: ${text.slice(0, 100)}`),
    ...rest.map((text) =>
      `${what} that the runner did not get: ${text.slice(0, 100)}`
    ),
  ];
}
