/** `check`: runs notebooks and compares them with what was saved. */

import { UsageError } from "./arguments.ts";
import { checkNotebook } from "./check_notebook.ts";
import { type Command, Difference } from "./command.ts";
import { RUN_OPTIONS, timeLimit } from "./execute.ts";
import { inParallel } from "./in_parallel.ts";
import { jobs } from "./run_options.ts";

/** The sub-command. */
export const check: Command = {
  usage: {
    name: "check",
    operands: ["NOTEBOOK..."],
    options: {
      "no-run": { help: "Do not run the notebooks; all other checks are made" },
      rtol: {
        value: "NUMBER",
        help: "Relative tolerance of numbers in outputs (default: 1e-5)",
      },
      jobs: {
        value: "N",
        help: "How many run at once (default: the number of cores)",
      },
      ...RUN_OPTIONS,
    },
    help:
      `Run notebooks, .ipynb or SOURCE, and compare the outputs with the saved ones
Of a SOURCE the .ipynb beside it is checked. Nothing is written. It fails, and says where, unless

- the .ipynb is valid nbformat 4.5, and has the cells of its SOURCE: type, source, metadata, order;
- every formula of its texts and outputs can be set;
- it is fit for a repository: no HTML beside pictures, no plotly.js, rounded figures, less than 1 MB;
- no cell fails, and each puts out what it did before: words exactly; numbers within the tolerance;
  figures by structure, their numbers by what the eye can see; HTML by its text; pictures by size.

A cell with the tag "varies", for one that prints times or names the machine, only has to have outputs
of the same kinds:  // %% tags=["varies"]
A cell can have a tolerance of its own, relative or absolute:  // %% ticks={"rtol":0.01,"atol":1e-12}`,
  },
  run: async ({ operands, values, switches }) => {
    const rtol = Number(values.rtol ?? 1e-5);
    if (!(rtol >= 0)) {
      throw new UsageError(
        `--rtol is '${values.rtol}', expected a number of at least 0`,
      );
    }
    timeLimit(values);
    const run = !switches.has("no-run");
    const limit = Math.min(jobs(values), operands.length);
    const results = await inParallel(operands, limit, async (path) => {
      const label = operands.length > 1 ? `${path}  ` : undefined;
      const shown = { label, parallel: limit > 1 };
      const problems = await checkNotebook(path, values, { run, rtol, shown });
      if (problems.length === 0) console.log(`${path}: as it should be`);
      return problems;
    });
    const problems = results.flat();
    if (problems.length === 0) return;
    const sources = operands.filter((path, i) =>
      path.endsWith(".ts") && results[i].length > 0
    );
    const mend = sources.map((path) =>
      `\nto take over what is meant: notebook build ${path}`
    ).join("");
    throw new Difference(problems.join("\n") + mend);
  },
};
