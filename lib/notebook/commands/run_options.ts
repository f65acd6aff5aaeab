/** What the options of `run` say: where results go, which parameters are set, how many run at once. */

import { basename, dirname, join } from "node:path";
import { type Arguments, UsageError } from "./arguments.ts";
import { wrongEnding } from "./files.ts";

/** The files that executed notebooks are written to, for each input; `undefined` for nowhere. */
export function targets(
  { operands, values, switches }: Arguments,
): (string | undefined)[] {
  const { output, "output-dir": folder } = values;
  const inPlace = switches.has("in-place");
  if ([output, folder, inPlace || undefined].filter(Boolean).length > 1) {
    throw new UsageError(
      "--output, --output-dir and --in-place exclude each other",
    );
  }
  if (output !== undefined && operands.length > 1) {
    throw new UsageError(
      "--output is for one notebook: use --output-dir for several",
    );
  }
  const paths = operands.map((path) => {
    if (!/\.(ts|ipynb)$/.test(path)) throw wrongEnding(path);
    if (folder !== undefined) {
      return join(folder, basename(path).replace(/\.ts$/, ".ipynb"));
    }
    if (inPlace && path.endsWith(".ts")) {
      throw new UsageError(
        `--in-place is for .ipynb files, '${path}' has no place for outputs: use --output-dir, or the command build`,
      );
    }
    return inPlace ? path : output;
  });
  for (const [i, path] of paths.entries()) {
    const first = paths.indexOf(path);
    if (path === undefined || first === i) continue;
    throw new UsageError(
      `'${operands[first]}' and '${
        operands[i]
      }' would both be written to ${path}`,
    );
  }
  return paths;
}

/** Makes the folders of all targets, so that a run does not find out at its end that there is none. */
export function makeFolders(paths: readonly (string | undefined)[]): void {
  for (const path of paths) {
    if (path !== undefined) Deno.mkdirSync(dirname(path), { recursive: true });
  }
}

/** The parameters of `--set name=value`: JSON where the value is JSON, else the text. */
export function parameters(
  settings: readonly string[] = [],
): Record<string, unknown> {
  return Object.fromEntries(settings.map((setting) => {
    const at = setting.indexOf("=");
    if (at < 1) {
      throw new UsageError(
        `--set is '${setting}', expected name=value, as in --set epochs=3`,
      );
    }
    const [name, text] = [setting.slice(0, at), setting.slice(at + 1)];
    try {
      return [name, JSON.parse(text)];
    } catch {
      return [name, text];
    }
  }));
}

/** How many notebooks may run at once. */
export function jobs({ jobs }: Arguments["values"]): number {
  const count = Number(jobs ?? navigator.hardwareConcurrency);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--jobs is '${jobs}', expected a whole number above 0`);
}
