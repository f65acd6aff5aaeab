/** Finds the formulas in Markdown that cannot be set. */

import Parser from "markdown-it";
import { mathematics, renderFormula } from "./math.ts";

/** What is wrong on a line of a text, counted from 1. */
export interface LineProblem {
  line: number;
  message: string;
}

const parser = new Parser({ html: true });
parser.use(mathematics);
// An escaped dollar stays apart from the text around it.
parser.core.ruler.disable("text_join");

/**
 * The formulas that KaTeX refuses, and dollars that are in no formula here but may begin one elsewhere:
 * JupyterLab and GitHub take two of them in a paragraph for a formula.
 */
export function markdownProblems(text: string): LineProblem[] {
  const problems: LineProblem[] = [];
  let start = 0;
  for (const token of parser.parse(text, {})) {
    start = token.map?.[0] ?? start;
    if (isMath(token)) {
      problems.push(...formulaProblems(token.content, true, start + 1));
    }
    const children = token.children ?? [];
    for (const { content, meta } of children.filter(isMath)) {
      const { display, line } = meta as { display: boolean; line: number };
      problems.push(...formulaProblems(content, display, start + line + 1));
    }
    const stray = children.map(plainText).join("");
    if (stray.split("$").length > 2) {
      problems.push({ line: start + 1, message: strayDollars(stray) });
    }
  }
  return problems;
}

/** Text in which a dollar was not escaped. */
const plainText = ({ type, content }: { type: string; content: string }) =>
  type === "softbreak"
    ? " "
    : type === "text" || (type === "text_special" && content !== "$")
    ? content
    : "";

const isMath = ({ type }: { type: string }) => type === "math";

/** The same for a formula that stands alone. */
export function formulaProblems(
  formula: string,
  display: boolean,
  line = 1,
): LineProblem[] {
  try {
    renderFormula(formula, display);
    return [];
  } catch (error) {
    return [{ line, message: (error as Error).message }];
  }
}

function strayDollars(text: string): string {
  const excerpt = text.slice(text.indexOf("$")).slice(0, 40);
  return `two dollars are in no formula, from ${
    JSON.stringify(excerpt)
  }: write \\$ for a dollar; a formula has no space behind its first dollar or before its last`;
}
