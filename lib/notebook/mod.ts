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

export * from "./format/nbformat.ts";
export * from "./format/notebook_file.ts";
export * from "./run/run_notebook.ts";
export { withParameters } from "./run/parameters.ts";
export { CellError, type CellFailure } from "./run/cell_error.ts";
export { KernelError } from "./kernel/kernel_process.ts";
export type { SourceLine } from "./run/source_position.ts";
export * from "./format/percent.ts";
export {
  PLOTLY_BUNDLE_TYPE,
  stripForCommit,
} from "./format/strip_for_commit.ts";
export * from "./format/read_notebook.ts";
export * from "./page/mathematics.ts";
export { commitProblems } from "./format/commit_problems.ts";
export {
  type CompareOptions,
  compareOutputs,
} from "./compare/compare_outputs.ts";
export * from "./compare/compare_cells.ts";
export * from "./page/html.ts";
export * from "./commands/progress_lines.ts";
export { progress } from "./progress/progress.ts";
export type { Figures, ProgressOptions } from "./progress/progress_options.ts";
export { display, type DisplayOptions } from "./cells/display.ts";
export { html, latex, markdown, Markup } from "./cells/display_markup.ts";
export { Exercise, exercise } from "./cells/exercise.ts";
export type { Answer, ExerciseOptions } from "./cells/exercise_options.ts";
export {
  ExerciseResult,
  type ExerciseVerdict,
} from "./cells/exercise_result.ts";
export type { ExerciseProblem } from "./cells/exercise_check.ts";

// `deno run -A jsr:@ticks/ticks/notebook run ...`; who imports this loads no command.
if (import.meta.main) {
  const { main } = await import("./main.ts");
  Deno.exit(await main(Deno.args));
}
