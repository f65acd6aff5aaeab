/** `run`: executes notebooks. */

import type { Arguments } from "./arguments.ts";
import { CellError } from "../run/cell_error.ts";
import { KernelError } from "../kernel/kernel_process.ts";
import type { Notebook } from "../format/nbformat.ts";
import { withParameters } from "../run/parameters.ts";
import type { CellProgress } from "../run/run_notebook.ts";
import type { Command } from "./command.ts";
import { executeShown, RUN_OPTIONS, type Shown, timeLimit } from "./execute.ts";
import { failurePlace } from "./failure_place.ts";
import { read, write } from "./files.ts";
import { inParallel } from "./in_parallel.ts";
import { type Outcome, outcomeTable } from "./outcome.ts";
import { jobs, makeFolders, parameters, targets } from "./run_options.ts";
import { SaveOnSignal } from "./save_on_signal.ts";

/** The sub-command. */
export const run: Command = {
  usage: {
    name: "run",
    operands: ["IN..."],
    options: {
      output: {
        value: "OUT.ipynb",
        help: "Write the executed notebook, where it is only one",
      },
      "output-dir": {
        value: "DIR",
        help: "Write each executed notebook into this folder, as NAME.ipynb",
      },
      "in-place": { help: "Write each executed notebook into its own .ipynb" },
      set: {
        value: "NAME=VALUE",
        many: true,
        help: "Give a parameter another value; may be repeated",
      },
      jobs: {
        value: "N",
        help: "How many run at once (default: the number of cores)",
      },
      ...RUN_OPTIONS,
    },
    help: `Run notebooks, .ipynb or SOURCE, each in a Deno kernel of its own
A notebook stops at the first cell that fails; others go on. Where outputs are to be written, those up to
the failure are, and also where the command is interrupted. A table of all notebooks comes last.

A cell fails when it throws, leaves a rejection that nothing handles, cannot be compiled, takes longer than
the time limit or ends the kernel. Of what a cell prints the first and the last 512 KB are kept.

What a timer prints or throws after the end of its cell counts for the cell that runs then. After the last
cell the kernel stays while timers are pending, but half a second at most: await what takes longer.

--set is for what the cell tagged "parameters" declares with const or let; in a SOURCE that cell begins
with  // %% tags=["parameters"]  . The values go into a cell after it. A VALUE is JSON, or else
taken as text: --set epochs=3 --set rate=0.01 --set optimizer=adam --set 'name="7"'`,
  },
  run: async (args) => {
    const { operands, values } = args;
    const outputs = targets(args);
    const limit = Math.min(jobs(values), operands.length);
    timeLimit(values);
    const notebooks = await readAll(args);
    makeFolders(outputs);
    using saving = new SaveOnSignal();
    const width = Math.max(...operands.map(({ length }) => length));
    const outcomes = await inParallel(
      operands.map((path, i) => ({ path, i })),
      limit,
      ({ path, i }) =>
        runOne(path, notebooks[i], values, outputs[i], saving, {
          label: operands.length > 1 ? `${path.padEnd(width)}  ` : undefined,
          parallel: limit > 1,
        }),
    );
    console.log(`\n${outcomeTable(outcomes)}`);
    return outcomes.some(({ failure }) => failure) ? 1 : 0;
  },
};

/** Reads all notebooks and sets their parameters, so that a mistake shows before anything runs. */
async function readAll({ operands, lists }: Arguments): Promise<Notebook[]> {
  const set = parameters(lists.set);
  const notebooks: Notebook[] = [];
  for (const path of operands) {
    const notebook = await read(path);
    try {
      notebooks.push(lists.set ? withParameters(notebook, set) : notebook);
    } catch (error) {
      throw new RangeError(`${path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
  return notebooks;
}

async function runOne(
  path: string,
  notebook: Notebook,
  values: Arguments["values"],
  output: string | undefined,
  saving: SaveOnSignal,
  shown: Shown,
): Promise<Outcome> {
  const save = (notebook: Notebook) => {
    if (output === undefined) return;
    write(output, notebook);
    saving.done(output);
  };
  const start = performance.now();
  const outcome: Outcome = { path, passed: 0, total: 0, seconds: 0 };
  const onCell = (progress: CellProgress) => {
    outcome.total = progress.total;
    if (progress.state === "passed") outcome.passed++;
    if (output !== undefined) saving.update(output, progress);
  };
  try {
    save(await executeShown(path, notebook, values, { ...shown, onCell }));
  } catch (error) {
    if (error instanceof CellError) {
      save(error.notebook);
      const place = await failurePlace(path, error);
      outcome.failure = `${place}: ${error.ename}: ${
        error.evalue.split("\n")[0]
      }`;
      console.error(`${place}: failed\n${error.report()}`);
    } else if (error instanceof KernelError) {
      outcome.failure = error.message;
      console.error([`${path}: ${error.message}`, error.stderr].join("\n"));
    } else throw error;
  }
  outcome.seconds = (performance.now() - start) / 1000;
  return outcome;
}
