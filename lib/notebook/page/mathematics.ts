/** Sets every formula of a notebook, so that none is broken in front of its readers. */

import {
  joinLines,
  type MultilineText,
  type Notebook,
} from "../format/nbformat.ts";

/** A formula that cannot be set. */
export interface MathProblem {
  /** The position of its cell among all cells of the notebook, from 0. */
  index: number;
  /** The position of the output that has it, from 0; none where it is in the cell's source. */
  output?: number;
  /** The line of the source or of the output's text, from 1. */
  line: number;
  /** The formula and what is wrong with it. */
  message: string;
}

/**
 * The formulas that cannot be set: every `$...$` and `$$...$$` of Markdown cells and of outputs of
 * type `text/markdown`, and outputs of type `text/latex`. KaTeX sets them, strictly. Dollars in code
 * and `\$` are no formulas. Two dollars of one paragraph that are in no formula are a problem, too: most
 * front ends would set what is between them.
 *
 * @example
 * ```ts
 * import { createNotebook, mathProblems } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const source = "The mean\n$$\\frac{1}{n \\sum x$$";
 * const notebook = createNotebook([{ cell_type: "markdown", id: "a", metadata: {}, source }]);
 * const [{ index, line }] = await mathProblems(notebook);
 * if (index !== 0 || line !== 2) throw new Error("the second line of the first cell expected");
 * ```
 */
export async function mathProblems(notebook: Notebook): Promise<MathProblem[]> {
  // Loaded here, so that importing this package's entry point loads no npm package.
  const { formulaProblems, markdownProblems } = await import(
    "./math_problems.ts"
  );
  const { latexFormula } = await import("./math.ts");
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") {
      return cell.cell_type === "raw"
        ? []
        : markdownProblems(joinLines(cell.source))
          .map((problem) => ({ index, ...problem }));
    }
    return cell.outputs.flatMap((shown, output) => {
      if (!("data" in shown)) return [];
      const text = (type: string) =>
        joinLines(shown.data[type] as MultilineText);
      const problems = "text/markdown" in shown.data
        ? markdownProblems(text("text/markdown"))
        : "text/latex" in shown.data
        ? formulaProblems(latexFormula(text("text/latex")), true)
        : [];
      return problems.map((problem) => ({ index, output, ...problem }));
    });
  });
}
