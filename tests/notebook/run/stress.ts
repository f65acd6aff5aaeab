/**
 * Runs a notebook with much output several times, with every core busy, and checks each line,
 * display and figure: `deno run -A tests/notebook/run/stress.ts [TIMES]`.
 *
 * @module
 */

import { whileBusy } from "./busy.ts";
import { parseNotebook, serializeNotebook } from "../../../lib/notebook/mod.ts";
import { notebook } from "../commands/command_line.ts";
import {
  FULL,
  type Size,
  stressNotebook,
  stressProblems,
} from "./stress_notebook.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** Runs the notebook once through the command, and gives what was lost. */
export async function stress(size: Size): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const [source, output] = [`${folder}/in.ipynb`, `${folder}/out.ipynb`];
    await Deno.writeTextFile(source, serializeNotebook(stressNotebook(size)));
    const args = ["run", source, "--output", output, "--cwd", ROOT];
    const { status, err } = await whileBusy(() => notebook(args));
    if (status !== 0) return [err];
    const executed = parseNotebook(await Deno.readTextFile(output));
    return stressProblems(executed, size);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const times = Number(Deno.args[0] ?? 1);
  let failed = 0;
  for (let i = 1; i <= times; i++) {
    const start = performance.now();
    const problems = await stress(FULL);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`run ${i} of ${times}: ${seconds} s, lost: ${problems.length}`);
    for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
    if (problems.length > 0) failed++;
  }
  console.log(`${times - failed} of ${times} runs lost nothing`);
  Deno.exit(failed > 0 ? 1 : 0);
}
