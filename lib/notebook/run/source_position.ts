/**
 * Finds the line of a cell at which it failed. The kernel compiles a cell to JavaScript before it
 * runs it, and the positions in its traces are those of the JavaScript: here the same compiler runs
 * once more and its source map leads back. A syntax error, of which the kernel says nothing, is
 * found on the way.
 */

import { SourceMap, stripTypeScriptTypes } from "node:module";

/** A line of a cell. */
export interface SourceLine {
  /** Its number, from 1. */
  line: number;
  /** Its text. */
  text: string;
  /** The column in characters, from 1, where it is known. */
  column?: number;
}

/** A syntax error in a cell. */
export interface SyntaxProblem {
  /** What is wrong. */
  message: string;
  /** Where. */
  at?: SourceLine;
}

const MAP = "//# sourceMappingURL=data:application/json;base64,";
/** What the kernel puts before a cell, on its first line. */
const PROLOGUE = '"use strict"; void 0;';
const IMPORT = /^import\s+(?!type\b)([^"']+?)\s+from\s*["']/gm;
const FRAME = /^\s*at (?:async )?(?:(.*) \()?<anonymous>:(\d+):(\d+)\)?$/;

/** The line of `source` that a trace of the kernel leads to, `undefined` where it names none. */
export function failedLine(
  source: string,
  trace: string[],
): SourceLine | undefined {
  for (const entry of trace) {
    const frame = FRAME.exec(entry);
    // A function of an earlier cell stands in the trace just like one of this cell.
    if (!frame || (frame[1] && !declares(source, frame[1]))) continue;
    return originalLine(source, Number(frame[2]), Number(frame[3]));
  }
  return undefined;
}

/** The syntax error in `source`, `undefined` where there is none. */
export function syntaxProblem(source: string): SyntaxProblem | undefined {
  try {
    compile(source);
    return undefined;
  } catch (error) {
    const text = (error as Error).message;
    const message = text.split("\n")[0].replace(/^SyntaxError: /, "");
    const place = /:(\d+):(\d+)$/m.exec(text);
    const at = place ? lineAt(source, Number(place[1])) : undefined;
    if (at) at.column = characterAt(at.text, Number(place![2]));
    return { message, at };
  }
}

/** The last line that declares a name at its beginning. */
export function declaringLine(
  source: string,
  name: string,
): SourceLine | undefined {
  const declaration = new RegExp(
    `^(?:export\\s+)?(?:(?:async\\s+)?function\\*?|class|const|let|var|enum)\\s+${
      RegExp.escape(name)
    }(?![\\w$])`,
  );
  return matchingLines(source, declaration).at(-1);
}

/** The line that throws what is no error, and so has no trace, where there is one such line only. */
export function throwingLine(source: string): SourceLine | undefined {
  const lines = matchingLines(source, /(?<![\w$.])throw\s+(?!new\b)/);
  return lines.length === 1 ? lines[0] : undefined;
}

function matchingLines(source: string, pattern: RegExp): SourceLine[] {
  return source.split("\n").flatMap((text, index) =>
    pattern.test(text) ? [{ line: index + 1, text }] : []
  );
}

/** The character of a line in a column as the compiler counts it: tabs twice. */
function characterAt(text: string, column: number): number {
  let [shown, character] = [1, 1];
  for (const each of text) {
    if (shown >= column) break;
    shown += each === "\t" ? 2 : 1;
    character++;
  }
  return character;
}

function compile(source: string): string {
  return stripTypeScriptTypes(source, { mode: "transform", sourceMap: true });
}

/** Imports that nothing uses are left out here, but not by the kernel: so use them at the end. */
function withImportsUsed(source: string): string {
  const names = source.matchAll(IMPORT).flatMap(([, clause]) =>
    clause.replace(/[{}]/g, ",").split(",").flatMap((item) => {
      const words = item.trim().split(/\s+/);
      return words[0] === "" || words[0] === "type" ? [] : [words.at(-1)!];
    })
  );
  return `${source}\nvoid [${[...names].join(", ")}];`;
}

function originalLine(
  source: string,
  line: number,
  column: number,
): SourceLine | undefined {
  try {
    const map = JSON.parse(
      atob(compile(withImportsUsed(source)).split(MAP)[1]),
    );
    const before = line === 1 ? PROLOGUE.length : 0;
    const entry = new SourceMap(map).findEntry(line - 1, column - 1 - before);
    return "originalLine" in entry
      ? lineAt(source, entry.originalLine + 1)
      : undefined;
  } catch {
    return undefined; // the trace stands in the report all the same
  }
}

function lineAt(source: string, line: number): SourceLine | undefined {
  const text = source.split("\n")[line - 1];
  return text === undefined ? undefined : { line, text };
}

function declares(source: string, name: string): boolean {
  const last = RegExp.escape(name.split(".").at(-1)!.replace(/^new /, ""));
  return new RegExp(
    `\\b(function\\*?|class|const|let|var) ${last}\\b|^\\s*(async )?${last}\\(`,
    "m",
  )
    .test(source);
}
