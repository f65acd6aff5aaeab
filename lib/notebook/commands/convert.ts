/** `convert`: makes a source of a notebook, or a notebook of a source. */

import type { Notebook } from "../format/nbformat.ts";
import { serializeNotebook } from "../format/notebook_file.ts";
import { notebookToPercent } from "../format/percent.ts";
import { readNotebook } from "../format/read_notebook.ts";
import { stripForCommit } from "../format/strip_for_commit.ts";
import type { Command } from "./command.ts";
import { read, readIfThere, write, wrongEnding } from "./files.ts";

/** The sub-command. */
export const convert: Command = {
  usage: {
    name: "convert",
    operands: ["IN", "OUT"],
    options: {},
    help: `Convert between .ipynb and SOURCE, by the endings
Cells, their ids, metadata and attachments, and the notebook's metadata go there and come back; outputs
do not go into a SOURCE. What OUT held is replaced, but for the ids of cells that IN gives none.

In a SOURCE a line starts a cell:  // %%   // %% [markdown]   // %% [raw]
and may go on with key=JSON:       // %% id="sizes" tags=["parameters"]
The ids that are written are those that type and source do not give anyway. A line of a cell that begins
with // %% has a backslash: // \\%%. Metadata of the notebook has a line of its own before all cells:
// %% [notebook] title="Sums"

From .ipynb to .ipynb, which may be the same file, outputs are kept and made fit for a repository:
nbformat 4.5, no HTML beside pictures, no plotly.js.`,
  },
  run: async ({ operands: [from, to] }) => {
    const notebook = await read(
      from,
      from.endsWith(".ts") && to.endsWith(".ipynb")
        ? await readIfThere(to)
        : undefined,
    );
    if (to.endsWith(".ipynb")) {
      write(to, await valid(stripForCommit(notebook), from));
    } else if (to.endsWith(".ts")) {
      await Deno.writeTextFile(to, notebookToPercent(notebook));
    } else throw wrongEnding(to);
  },
};

/** The notebook, unless metadata of a source is none that a notebook may have. */
async function valid(notebook: Notebook, from: string): Promise<Notebook> {
  try {
    await readNotebook(serializeNotebook(notebook));
    return notebook;
  } catch (error) {
    const problems = (error as Error).message.replace(/^line \d+: /gm, "");
    throw new SyntaxError(`${from}: ${problems}`, { cause: error });
  }
}
