/**
 * Notebooks in TypeScript: run them in a real Deno kernel, write them as plain source files, publish
 * them as pages that need no network.
 *
 * @example
 * ```ts
 * import { createNotebook, runNotebook, serializeNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([{
 *   cell_type: "code",
 *   id: "hello",
 *   metadata: {},
 *   source: 'console.log("hello")',
 *   execution_count: null,
 *   outputs: [],
 * }]);
 * const text = serializeNotebook(await runNotebook(notebook));
 * if (!text.includes("hello")) throw new Error("the output is missing");
 * ```
 *
 * @module
 */

export * from "./nbformat.ts";
export * from "./notebook_file.ts";
export * from "./run_notebook.ts";
export { CellError, type CellFailure } from "./cell_error.ts";
export { KernelError } from "./kernel_process.ts";
export type { SourceLine } from "./source_position.ts";
export * from "./percent.ts";
export * from "./strip_for_commit.ts";
export * from "./compare_cells.ts";
export * from "./html.ts";
export * from "./progress_lines.ts";
export { type Figures, progress, type ProgressOptions } from "./progress.ts";
