/** Says how a cell failed: what, where, and how to mend it. */

import type { CellFailure } from "./cell_error.ts";
import { UNCAUGHT } from "../kernel/in_kernel/report_uncaught.ts";
import type { CodeCell, ErrorOutput } from "../format/nbformat.ts";
import {
  declaringLine,
  failedLine,
  type SourceLine,
  syntaxProblem,
  throwingLine,
} from "./source_position.ts";

/** How the execution of a cell ended. */
export interface CellEnd {
  /** Whether it failed. */
  failed: boolean;
  /** Why, where that is not its own doing: the time limit, the kernel's end. */
  cause?: unknown;
}

type Description = Pick<
  CellFailure,
  "at" | "ename" | "evalue" | "traceback" | "hint"
>;

const REDECLARED = /^Identifier '(.+)' has already been declared$/;

/** Describes the failure of a cell; where it has no error output yet it gets one. */
export function describeFailure(
  cell: CodeCell,
  source: string,
  cause: unknown,
): Description {
  const error = cell.outputs.find((output) => output.output_type === "error");
  if (error) return thrown(error, source);
  // For code that it cannot compile the kernel says no more than that.
  const problem = cause === undefined ? syntaxProblem(source) : undefined;
  const at = problem?.at;
  const { name, message } = cause instanceof Error
    ? cause
    : new SyntaxError(problem?.message ?? "the kernel could not compile it");
  const description = {
    ename: name,
    evalue: message,
    traceback: [`${name}: ${message}`, ...placeLines(at)],
  };
  cell.outputs.push({ output_type: "error", ...description });
  return { ...description, at };
}

/** An error of the kernel's own report. */
function thrown(error: ErrorOutput, source: string): Description {
  const { ename, evalue, traceback } = error;
  const name = ename === "SyntaxError" && REDECLARED.exec(evalue)?.[1];
  if (name) {
    const hint =
      `a cell can declare ${name} again with the keyword it had before: const as const, let as let`;
    return { ename, evalue, traceback, at: declaringLine(source, name), hint };
  }
  if (UNCAUGHT.some((how) => evalue.endsWith(`(${how})`))) {
    const hint =
      "await or catch it in the cell that starts it, which may be an earlier one: its trace says only the line";
    return { ename, evalue, traceback, hint };
  }
  if (traceback.length > 0) {
    return { ename, evalue, traceback, at: failedLine(source, traceback) };
  }
  const hint =
    "what was thrown is no Error: throw new Error(...) tells its message and its line";
  return { ename, evalue, traceback, at: throwingLine(source), hint };
}

function placeLines(at: SourceLine | undefined): string[] {
  if (!at) return [];
  const column = at.column ? `, column ${at.column}` : "";
  return [`    at line ${at.line}${column}: ${at.text.trim()}`];
}
