/** Reading and writing the files that the sub-commands take. */

import { existsSync } from "node:fs";
import { UsageError } from "./arguments.ts";
import type { Notebook } from "../format/nbformat.ts";
import { serializeNotebook } from "../format/notebook_file.ts";
import { percentToNotebook } from "../format/percent.ts";
import { readNotebook } from "../format/read_notebook.ts";

/** Reads a notebook or a source; a source takes cell ids over from `previous`. */
export async function read(
  path: string,
  previous?: Notebook,
): Promise<Notebook> {
  if (!/\.(ts|ipynb)$/.test(path)) throw wrongEnding(path);
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new Deno.errors.NotFound(`there is no file ${path}`);
    }
    throw error;
  });
  try {
    return path.endsWith(".ts")
      ? percentToNotebook(text, previous)
      : await readNotebook(text);
  } catch (error) {
    throw new SyntaxError(`${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The same as `read`, but `undefined` where there is no such file. */
export async function readIfThere(path: string): Promise<Notebook | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes a file in one move, so that an interruption leaves no half of one. */
export function write(path: string, notebook: Notebook): void {
  const draft = `${path}.${Deno.pid}.tmp`;
  try {
    Deno.writeTextFileSync(draft, serializeNotebook(notebook));
    Deno.renameSync(draft, path);
  } catch (error) {
    if (existsSync(draft)) Deno.removeSync(draft);
    throw error;
  }
}

/** The path of the notebook that belongs to a source. */
export function besideSource(path: string): string {
  if (!path.endsWith(".ts")) throw wrongEnding(path, ".ts");
  return path.replace(/\.ts$/, ".ipynb");
}

/** The error for a path whose ending the sub-command does not take. */
export function wrongEnding(
  path: string,
  wanted = ".ts or .ipynb",
): UsageError {
  return new UsageError(
    `expected a file that ends in ${wanted}, got '${path}'`,
  );
}
