/** Makes an executed notebook fit for a repository. */

import type {
  DisplayOutput,
  Notebook,
  Output,
  ResultOutput,
} from "./nbformat.ts";

/** The key by which the output is known that embeds plotly.js for the notebook's figures. */
export const PLOTLY_BUNDLE_TYPE = "application/vnd.ticks.plotly-bundle+json";

const PICTURES = ["application/vnd.plotly.v1+json", "image/png"];

/**
 * A copy of a notebook without what should not be committed: the HTML of outputs that have a figure
 * or a picture as well (GitHub would prefer it, and then show nothing), and the output that embeds
 * plotly.js, of about 2 MB.
 *
 * @example
 * ```ts
 * import { createNotebook, stripForCommit } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([{
 *   cell_type: "code",
 *   id: "figure",
 *   metadata: {},
 *   source: "figure.show()",
 *   execution_count: 1,
 *   outputs: [{
 *     output_type: "display_data",
 *     data: { "text/html": "<div></div>", "image/png": "iVBORw0KGgo=" },
 *     metadata: {},
 *   }],
 * }]);
 * if (JSON.stringify(stripForCommit(notebook)).includes("<div>")) throw new Error("HTML is left");
 * ```
 */
export function stripForCommit(notebook: Notebook): Notebook {
  const result = structuredClone(notebook);
  for (const cell of result.cells) {
    if (cell.cell_type !== "code") continue;
    cell.outputs = cell.outputs.filter((output) => !embedsPlotly(output));
    for (const output of cell.outputs) {
      if (hasPicture(output)) {
        delete output.data["text/html"];
        delete output.metadata["text/html"];
      }
    }
  }
  return result;
}

/** Whether an output does nothing but embed plotly.js. */
export function embedsPlotly(output: Output): boolean {
  return "data" in output &&
    (PLOTLY_BUNDLE_TYPE in output.data ||
      PLOTLY_BUNDLE_TYPE in output.metadata);
}

/** Whether an output has a figure or a picture, which front ends show that ignore its HTML. */
export function hasPicture(
  output: Output,
): output is DisplayOutput | ResultOutput {
  return "data" in output && PICTURES.some((type) => type in output.data);
}
