/** The error of a cell that failed. */

import type { Notebook } from "../format/nbformat.ts";
import type { SourceLine } from "./source_position.ts";

/** What a {@linkcode CellError} tells. */
export interface CellFailure {
  /** The position of the cell among all cells of the notebook, from 0. */
  index: number;
  /** The number of the execution, as in `In [3]`, from 1. */
  number: number;
  /** The line of the cell that failed, where it could be found. */
  at?: SourceLine;
  /** The name of the error that the cell threw. */
  ename: string;
  /** The message of the error that the cell threw. */
  evalue: string;
  /** The lines of the trace; positions in it are those of the compiled JavaScript. */
  traceback: string[];
  /** How to mend it, where that is not plain from the message. */
  hint?: string;
  /** The notebook with all outputs up to and with the error. */
  notebook: Notebook;
  /** What the kernel itself wrote to its standard error. */
  stderr: string;
}

/**
 * A cell failed: it threw, could not be compiled, took too long or ended its kernel. In the last
 * two cases `cause` is the reason, a `TimeoutError` or a {@linkcode KernelError}.
 *
 * @example
 * ```ts
 * import { CellError, createNotebook, runNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([{
 *   cell_type: "code",
 *   id: "a",
 *   metadata: {},
 *   source: "const x = 1;\n\nmissing(x);",
 *   execution_count: null,
 *   outputs: [],
 * }]);
 * try {
 *   await runNotebook(notebook);
 * } catch (error) {
 *   if (!(error instanceof CellError) || error.at?.line !== 3) throw error;
 * }
 * ```
 */
export class CellError extends Error implements CellFailure {
  /** The position of the cell among all cells of the notebook, from 0. */
  readonly index: number;
  /** The number of the execution, as in `In [3]`, from 1. */
  readonly number: number;
  /** The line of the cell that failed, where it could be found. */
  readonly at?: SourceLine;
  /** The name of the error that the cell threw. */
  readonly ename: string;
  /** The message of the error that the cell threw. */
  readonly evalue: string;
  /** The lines of the trace; positions in it are those of the compiled JavaScript. */
  readonly traceback: string[];
  /** How to mend it, where that is not plain from the message. */
  readonly hint?: string;
  /** The notebook with all outputs up to and with the error. */
  readonly notebook: Notebook;
  /** What the kernel itself wrote to its standard error. */
  readonly stderr: string;

  /** Makes the error of a failure. */
  constructor(failure: CellFailure, options?: ErrorOptions) {
    const { index, number, at, ename, evalue } = failure;
    const line = at ? `, line ${at.line}` : "";
    const column = at?.column ? `, column ${at.column}` : "";
    super(`cell [${number}]${line}${column}: ${ename}: ${evalue}`, options);
    this.name = "CellError";
    this.index = index;
    this.number = number;
    this.at = at;
    this.ename = ename;
    this.evalue = evalue;
    this.traceback = failure.traceback;
    this.hint = failure.hint;
    this.notebook = failure.notebook;
    this.stderr = failure.stderr;
  }

  /** The whole report: place, line, trace and the kernel's standard error, in lines. */
  report(): string {
    const parts = [this.message];
    if (this.at) {
      const { line, text, column } = this.at;
      parts.push(`    ${line} | ${text}`);
      if (column) {
        const before = text.slice(0, column - 1).replace(/[^\t]/gu, " ");
        parts.push(`    ${" ".repeat(String(line).length)} | ${before}^`);
      }
    }
    if (this.hint) parts.push(`  ${this.hint}`);
    // The trace often begins with the error once more, or says where that was.
    const said = `${this.ename}: ${this.evalue}`;
    const trace = this.traceback.filter((line, i) =>
      i === 0 ? !said.startsWith(line) : !line.startsWith("    at line ")
    );
    parts.push(...trace.map((line) => `  ${line.replace(/^ {2}(?= )/, "")}`));
    if (this.stderr) parts.push("the kernel wrote:", this.stderr);
    return parts.join("\n");
  }
}
