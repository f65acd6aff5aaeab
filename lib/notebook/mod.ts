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
export { withParameters } from "./parameters.ts";
export { CellError, type CellFailure } from "./cell_error.ts";
export { KernelError } from "./kernel_process.ts";
export type { SourceLine } from "./source_position.ts";
export * from "./percent.ts";
export { PLOTLY_BUNDLE_TYPE, stripForCommit } from "./strip_for_commit.ts";
export * from "./read_notebook.ts";
export * from "./mathematics.ts";
export { commitProblems } from "./commit_problems.ts";
export { type CompareOptions, compareOutputs } from "./compare_outputs.ts";
export * from "./compare_cells.ts";
export * from "./html.ts";
export * from "./progress_lines.ts";
export { progress } from "./progress.ts";
export type { Figures, ProgressOptions } from "./progress_options.ts";
export { display, type DisplayOptions } from "./display.ts";
export { html, latex, markdown, Markup } from "./display_markup.ts";
export { Exercise, exercise } from "./exercise.ts";
export type { Answer, ExerciseOptions } from "./exercise_options.ts";
export { ExerciseResult, type ExerciseVerdict } from "./exercise_result.ts";
export type { ExerciseProblem } from "./exercise_check.ts";

// `deno run -A jsr:@ticks/ticks/notebook run ...`; who imports this loads no command.
if (import.meta.main) {
  const { main } = await import("./main.ts");
  Deno.exit(await main(Deno.args));
}
