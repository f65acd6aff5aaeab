/** Executes a notebook in a Deno kernel of its own. */

import { CellError } from "./cell_error.ts";
import { UNCAUGHT } from "../kernel/in_kernel/report_uncaught.ts";
import type { JupyterMessage } from "../kernel/jupyter_message.ts";
import { Kernel } from "../kernel/kernel.ts";
import {
  type CodeCell,
  DENO_METADATA,
  joinLines,
  type Notebook,
} from "../format/nbformat.ts";
import { OutputCollector } from "../kernel/outputs.ts";
import { type CellEnd, describeFailure } from "./describe_failure.ts";

/** A cell that starts, or that has ended. */
export interface CellProgress {
  /** Whether the cell starts or has ended. */
  state: "start" | "passed" | "failed";
  /** The number of the execution, as in `In [3]`, from 1. */
  number: number;
  /** How many cells will be executed in all. */
  total: number;
  /** The position of the cell among all cells of the notebook, from 0. */
  index: number;
  /** The first line of its code that is not empty. */
  firstLine: string;
  /** How long it has taken, 0 at its start. */
  seconds: number;
  /** What there is to say about its outputs: what was left out, or is too large for other front ends. */
  notes?: readonly string[];
  /** The notebook with the outputs so far; it changes as the run goes on. */
  notebook: Notebook;
}

/** How to run a notebook. */
export interface RunOptions {
  /** The kernel's working directory, where it finds `deno.json`; ours when left out. */
  cwd?: string;
  /** The time limit of each cell, in seconds. Default: 120. */
  timeout?: number;
  /** Variables added to the kernel's environment. */
  env?: Record<string, string>;
  /** Ends the run. */
  signal?: AbortSignal;
  /** Hears of every cell that starts or ends. */
  onCell?: (progress: CellProgress) => void;
}

/** Timers cannot wait longer, in milliseconds: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** How long a cell goes on after an error that nobody catches, in milliseconds. */
const UNCAUGHT_GRACE = 1000;
/** How long the kernel stays after the last cell while timers are pending, in milliseconds. */
const LAST_GRACE = 500;

/**
 * Runs a notebook in a `deno jupyter` kernel and gives a copy of it with its outputs: all of them,
 * in order, also those that the kernel sends late. What a timer puts out goes to the cell that is
 * executed then; after the last cell the kernel stays up to half a second while timers are pending.
 * The kernel is always ended, and nothing of it remains, also where this process is interrupted.
 *
 * The same outputs give the same notebook: executions count from 1 and no times are kept.
 *
 * @throws {CellError} at the first cell that fails, with the notebook up to there. Whatever ends a
 * cell counts: an error, a syntax error, the time limit, the kernel's end.
 * @throws {KernelError} where no kernel can be started.
 * @throws {RangeError} where `timeout` is no positive number.
 *
 * @example
 * ```ts
 * import { createNotebook, runNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([{
 *   cell_type: "code",
 *   id: "sum",
 *   metadata: {},
 *   source: "1 + 1",
 *   execution_count: null,
 *   outputs: [],
 * }]);
 * const [cell] = (await runNotebook(notebook)).cells;
 * if (cell.cell_type !== "code" || cell.outputs.length !== 1) throw new Error("one output expected");
 * ```
 */
export async function runNotebook(
  notebook: Notebook,
  options: RunOptions = {},
): Promise<Notebook> {
  const { timeout = 120, signal, onCell } = options;
  if (!(timeout > 0)) {
    throw new RangeError(`timeout is ${timeout}, expected seconds above 0`);
  }
  signal?.throwIfAborted();
  const result = structuredClone(notebook);
  result.metadata = { ...result.metadata, ...structuredClone(DENO_METADATA) };
  const cells = clearedCells(result);
  const outputs = new OutputCollector();
  await using kernel = await Kernel.start(options);
  for (const [i, { cell, index }] of cells.entries()) {
    const source = joinLines(cell.source);
    const firstLine = source.trim().split("\n")[0];
    const number = i + 1;
    const common = { number, total: cells.length, index, firstLine };
    const progress = { ...common, notebook: result };
    onCell?.({ ...progress, state: "start", seconds: 0 });
    const start = performance.now();
    cell.execution_count = number;
    outputs.begin(cell);
    const grace = number === cells.length ? LAST_GRACE : 0;
    const end = await executeCell(kernel, source, outputs, {
      timeout,
      signal,
      grace,
    }).catch((cause: unknown) => ({ failed: true, cause }));
    signal?.throwIfAborted();
    const failure = end.failed || hasError(cell)
      ? describeFailure(cell, source, end.cause)
      : undefined;
    onCell?.({
      ...progress,
      state: failure ? "failed" : "passed",
      seconds: (performance.now() - start) / 1000,
      notes: outputs.notes,
    });
    if (failure) {
      const { stderr } = kernel;
      throw new CellError(
        { ...failure, index, number, notebook: result, stderr },
        { cause: end.cause },
      );
    }
  }
  return result;
}

/** The cells to execute; all code cells lose what an earlier run left in them. */
function clearedCells(notebook: Notebook): { cell: CodeCell; index: number }[] {
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    cell.outputs = [];
    cell.execution_count = null;
    return joinLines(cell.source).trim() ? [{ cell, index }] : [];
  });
}

/** Also a cell that the kernel calls good may have one: of a promise that nobody awaited. */
function hasError({ outputs }: CodeCell): boolean {
  return outputs.some(({ output_type }) => output_type === "error");
}

async function executeCell(
  kernel: Kernel,
  source: string,
  outputs: OutputCollector,
  { timeout, signal, grace }: {
    timeout: number;
    signal?: AbortSignal;
    grace: number;
  },
): Promise<CellEnd> {
  const late = new AbortController();
  const timers = [setTimeout(() => {
    const message =
      `the cell took more than ${timeout} s: raise timeout, or have it do less`;
    late.abort(new DOMException(message, "TimeoutError"));
  }, Math.min(timeout * 1000, LONGEST_TIMER))];
  try {
    const reply = await kernel.execute(source, {
      onOutput: (message) => {
        outputs.receive(message);
        // The cell has failed, and may never end: its timers may have stopped.
        if (isUncaught(message)) {
          timers.push(setTimeout(() => late.abort(), UNCAUGHT_GRACE));
        }
      },
      grace,
      signal: signal ? AbortSignal.any([late.signal, signal]) : late.signal,
    });
    return { failed: reply.status !== "ok" };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Whether a message tells of an error that nobody catches. */
function isUncaught({ header, content }: JupyterMessage): boolean {
  return header.msg_type === "error" &&
    UNCAUGHT.some((how) => String(content.evalue).endsWith(`(${how})`));
}
