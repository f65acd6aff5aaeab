/** The command line for the tests of this folder. */

import { join } from "node:path";

const MAIN = new URL("../../../lib/notebook/main.ts", import.meta.url).href;

/** A notebook of two cells of code, with a header. */
export const SOURCE = `// deno-lint-ignore-file

// %% [markdown]
// # Sums

// %%
const sum = 1 + 1;
console.log(sum);

// %%
if (sum !== 2) throw new Error("wrong");
`;

/** The command, not started yet; `main` is the module that is run. */
export function command(
  args: string[],
  cwd: string,
  main: string = MAIN,
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--quiet", main, ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the command with these arguments. */
export async function notebook(
  args: string[],
  cwd = ".",
  main?: string,
): Promise<{ status: number; out: string; err: string }> {
  const { code, stdout, stderr } = await command(args, cwd, main).output();
  const decoder = new TextDecoder();
  return {
    status: code,
    out: decoder.decode(stdout),
    err: decoder.decode(stderr),
  };
}

/** What the command says, without seconds. */
export const withoutTimes = (text: string): string =>
  text.replaceAll(/ +\d+\.\d s/g, " _ s").replaceAll(/\d+\.\d {2}/g, "  _  ");

/** Has `use` work in a folder that goes afterwards, with `sums.ts` inside. */
export async function inFolder(
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "sums.ts"), SOURCE);
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
