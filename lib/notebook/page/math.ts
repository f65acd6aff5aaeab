/**
 * Mathematics for markdown-it: `$...$` in a line and `$$...$$` on its own, set by KaTeX while the
 * page is made. A formula that KaTeX does not understand is an error.
 *
 * A dollar begins a formula unless a space follows, and ends it unless a space stands before or a
 * digit behind, so that prices stay prices; `\$` is a dollar. A formula holds no backtick: code in
 * text is never mathematics.
 */

import katex from "katex";
import type { MarkdownIt } from "markdown-it";

const INLINE = /\$(?!\s|\$)((?:\\[^]|[^$\\`])*?)(?<!\s)\$(?!\d)/y;
const DISPLAY = /\$\$((?:\\[^]|[^$\\`])+?)\$\$/y;

/** Adds both rules to a parser. */
export function mathematics(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", "math", (state, silent) => {
    if (state.src[state.pos] !== "$") return false;
    for (const pattern of [DISPLAY, INLINE]) {
      pattern.lastIndex = state.pos;
      const match = pattern.exec(state.src);
      if (!match || match[1].trim() === "") continue;
      if (!silent) {
        const token = state.push("math", "math", 0);
        token.content = match[1];
        const line = state.src.slice(0, state.pos).split("\n").length - 1;
        token.meta = { display: pattern === DISPLAY, line };
      }
      state.pos += match[0].length;
      return true;
    }
    return false;
  });
  markdown.block.ruler.before("fence", "math", (state, start, last, silent) => {
    const line = (n: number) =>
      state.src.slice(state.bMarks[n] + state.tShift[n], state.eMarks[n]);
    if (state.sCount[start] - state.blkIndent >= 4) return false; // that is code
    if (!line(start).startsWith("$$")) return false;
    const lines: string[] = [];
    for (let n = start; n < last; n++) {
      const text = n === start ? line(n).slice(2) : line(n);
      const ended = text.trimEnd().endsWith("$$");
      lines.push(ended ? text.trimEnd().slice(0, -2) : text);
      if (!ended) continue;
      const content = lines.join("\n");
      if (content.includes("$") || content.trim() === "") return false;
      if (silent) return true;
      const token = state.push("math", "math", 0);
      token.block = true;
      token.content = content;
      token.meta = { display: true };
      token.map = [start, n + 1];
      state.line = n + 1;
      return true;
    }
    return false;
  }, { alt: ["paragraph", "reference", "blockquote", "list"] });
  markdown.renderer.rules.math = (tokens, index) => {
    const { content, meta, block } = tokens[index];
    const html = renderFormula(content, meta?.display === true);
    return block ? `${html}\n` : html;
  };
}

/** The formula of an output of type `text/latex`, which has its dollars or none. */
export function latexFormula(text: string): string {
  return text.trim().replace(/^\$+|\$+$/g, "");
}

/**
 * A formula as HTML, with MathML inside for screen readers.
 *
 * @throws {SyntaxError} with the formula where KaTeX does not understand it.
 */
export function renderFormula(formula: string, displayMode: boolean): string {
  try {
    return katex.renderToString(formula, {
      displayMode,
      throwOnError: true,
      strict: "error",
    });
  } catch (error) {
    throw new SyntaxError(
      `the formula ${JSON.stringify(formula.trim())} cannot be set: ${
        // KaTeX underlines the place with combining characters.
        (error as Error).message.replace(/^KaTeX parse error: |\u0332/g, "")}`,
      { cause: error },
    );
  }
}
