/**
 * The demo, `deno task demo`: proves the gradients numerically, trains a network on handwritten digits with
 * layer normalisation and ticks, and writes the loss curve and the saved state into `out/`.
 *
 * @module
 */

import { Checks } from "../../lib/check/mod.ts";
import { progress } from "../../lib/notebook/mod.ts";
import { line } from "../../lib/plot/mod.ts";
import { openDevice } from "../../mod.ts";
import { loadDigits, splitDigits } from "../mod.ts";
import { checkGradients } from "./checks.ts";
import { type History, readHistory, writeHistory } from "./history.ts";
import { type DemoOptions, help, readOptions, UsageError } from "./options.ts";
import { Training } from "./training.ts";

/** What is written into a folder. */
interface Files {
  readonly state: string;
  readonly history: string;
  readonly page: string;
  readonly picture: string;
}

function filesIn(folder: string): Files {
  return {
    state: `${folder}/digits.safetensors`,
    history: `${folder}/digits.json`,
    page: `${folder}/digits_loss.html`,
    picture: `${folder}/digits_loss.png`,
  };
}

const defaults = { every: 4, steps: 200 };

/** What was saved and what is asked for now, as one plan. */
async function planOf(options: DemoOptions, files: Files): Promise<History> {
  const fresh = { losses: [], gradientNorms: [] };
  if (!options.resume) {
    const { every = defaults.every, steps = defaults.steps } = options;
    return { every, steps, ...fresh };
  }
  const saved = await readHistory(files.history);
  if (!saved) {
    throw new UsageError(
      `--resume finds nothing saved in ${options.out}; run deno task demo first`,
    );
  }
  if (!await Deno.stat(files.state).then(() => true, () => false)) {
    throw new UsageError(
      `--resume finds no ${files.state}; run deno task demo without it`,
    );
  }
  if (options.every !== undefined && options.every !== saved.every) {
    throw new UsageError(
      `--every is ${options.every}, expected ${saved.every} as in the saved run, or nothing`,
    );
  }
  const steps = options.steps ?? saved.steps, done = saved.losses.length;
  if (steps < done) {
    throw new UsageError(
      `--steps is ${steps}, expected at least ${done}, the steps that are done`,
    );
  }
  return { ...saved, steps };
}

async function save(
  training: Training,
  history: History,
  files: Files,
): Promise<void> {
  // First the curves: they may be longer than the state knows, never shorter.
  await writeHistory(files.history, history);
  await training.ticks.save(files.state);
}

/** Trains to the end of the plan; false where it was interrupted, and saved. */
async function train(
  training: Training,
  history: History,
  files: Files,
  interrupted: AbortSignal,
): Promise<boolean> {
  const { ticks } = training, { losses, gradientNorms, steps } = history;
  losses.length = gradientNorms.length = ticks.step;
  const show = () => ({
    loss: losses.at(-1),
    "gradient norm": gradientNorms.at(-1),
  });
  const remaining = progress(Math.max(steps, ticks.step), {
    start: ticks.step,
    label: "training",
    show,
  });
  for await (const step of remaining) {
    while (ticks.step === step) {
      await turn(); // a window may be long, and a signal wants one
      if (interrupted.aborted) break;
      const closed = await training.tick();
      if (!closed) continue;
      losses.push(closed.loss);
      gradientNorms.push(closed.gradientNorm);
    }
    if (interrupted.aborted) break;
    if (ticks.step % 50 === 0) await save(training, history, files);
  }
  await save(training, history, files);
  return !interrupted.aborted;
}

/** Lets the event loop have its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function drawLoss(
  { losses, every }: History,
  files: Files,
): Promise<void> {
  const figure = line({ loss: losses }, {
    x: losses.map((_, step) => step + 1),
    title: "Training on handwritten digits",
    xLabel: `step (${every} ticks each)`,
    yLabel: "mean loss of the window",
    yScale: "log",
    markers: false,
  });
  await Deno.writeTextFile(files.page, await figure.toHtml());
  await Deno.writeFile(files.picture, await figure.toPng());
}

async function demo(options: DemoOptions): Promise<number> {
  const files = filesIn(options.out);
  await Deno.mkdir(options.out, { recursive: true });
  // The Vulkan loader complains on the terminal where there is none.
  if (!Deno.env.has("XDG_RUNTIME_DIR")) {
    Deno.env.set("XDG_RUNTIME_DIR", await Deno.realPath(options.out));
  }
  const history = await planOf(options, files);
  if (!options.resume) { // what an earlier run drew belongs to its state
    for (const file of [files.page, files.picture]) {
      await Deno.remove(file).catch(() => {});
    }
  }
  const device = await openDevice(options.device);
  console.log(`Ticks on ${device}`);
  const { train: digits, test } = splitDigits(await loadDigits());
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);

  console.log("\ngradients against finite differences, and against f64:");
  const checks = new Checks();
  await checkGradients(checks, device, digits);

  console.log(
    `\ntraining on ${digits.count} digits, ${history.every} ticks a step`,
  );
  const training = await Training.start(
    device,
    digits,
    history,
    options.resume ? files.state : undefined,
  );
  if (options.resume) {
    console.log(
      `going on after step ${training.ticks.step}, ${
        ofTheNext(training.ticks.pending)
      }`,
    );
  }
  if (!await train(training, history, files, interrupt.signal)) {
    const { step, pending } = training.ticks;
    console.log(
      `\ninterrupted after step ${step}, ${
        ofTheNext(pending)
      }, and saved; go on with: deno task demo --resume${
        options.out === "out" ? "" : ` --out ${options.out}`
      }`,
    );
    return 130;
  }
  const accuracy = await training.accuracy(test);
  const planned = history.steps >= defaults.steps;
  if (planned) checks.atLeast("held-out accuracy", accuracy, 0.93);
  await drawLoss(history, files);
  console.log(`\n${checks}\n`);
  console.log(
    `held-out accuracy ${(100 * accuracy).toFixed(1)} %: ${
      Math.round(accuracy * test.count)
    } of ${test.count} digits, after ${training.ticks.step} steps`,
  );
  console.log(
    `wrote ${files.page} and .png, the curve, and ${files.state}, the state`,
  );
  return 0;
}

try {
  const options = readOptions(Deno.args);
  if (options) Deno.exit(await demo(options));
  console.log(help);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`demo: ${error.message}\n\n${help}`);
    Deno.exit(2);
  }
  // A folder that cannot be written, a state that is damaged: the message says it, the stack does not.
  const { name, message } = error as Error;
  const known = name in Deno.errors || message?.startsWith("Ticks.load: ");
  if (!known) throw error;
  console.error(`demo: ${message}`);
  Deno.exit(1);
}

/** So many ticks of an open window, in words. */
function ofTheNext(ticks: number): string {
  return `with ${ticks} tick${ticks === 1 ? "" : "s"} of the next`;
}
