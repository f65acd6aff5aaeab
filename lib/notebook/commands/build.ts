/** `build`: makes the `.ipynb` beside a source. */

import { stripForCommit } from "../format/strip_for_commit.ts";
import type { Command } from "./command.ts";
import { execute, RUN_OPTIONS } from "./execute.ts";
import { besideSource, read, readIfThere, write } from "./files.ts";
import { refuseBrokenFormulas } from "./formula_problems.ts";

/** The sub-command. */
export const build: Command = {
  usage: {
    name: "build",
    operands: ["SOURCE.ts"],
    options: RUN_OPTIONS,
    help:
      `Make the .ipynb beside a SOURCE: convert, run, strip for the repository
Nothing is written when a cell fails or a formula cannot be set.`,
  },
  run: async ({ operands: [path], values }) => {
    const beside = besideSource(path);
    const notebook = await read(path, await readIfThere(beside));
    await refuseBrokenFormulas(path, notebook);
    const executed = await execute(path, notebook, values);
    await refuseBrokenFormulas(path, executed);
    write(beside, stripForCommit(executed));
    console.log(`wrote ${beside}`);
  },
};
