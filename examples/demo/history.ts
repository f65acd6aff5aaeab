/**
 * What the demo remembers beside the saved state: its plan, and the curves so far.
 *
 * @module
 */

import { writeAtomically } from "../../lib/ticks/write_atomically.ts";
import { UsageError } from "./options.ts";
import type { Plan } from "./training.ts";

/** The plan and what each step gave. */
export interface History extends Plan {
  readonly losses: number[];
  readonly gradientNorms: number[];
}

/** Writes it. */
export async function writeHistory(
  file: string,
  history: History,
): Promise<void> {
  const text = `${JSON.stringify(history)}\n`;
  await writeAtomically(file, new TextEncoder().encode(text));
}

/**
 * Reads it; null where there is no file.
 *
 * @throws {UsageError} when the file is something else
 */
export async function readHistory(file: string): Promise<History | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const foreign = () =>
    new UsageError(
      `${file} is no history of the demo; run it without --resume`,
    );
  // deno-lint-ignore no-explicit-any
  let history: any;
  try {
    history = JSON.parse(text);
  } catch {
    throw foreign();
  }
  const { every, steps, losses, gradientNorms } = history ?? {};
  const whole = [every, steps].every((n) => Number.isSafeInteger(n) && n >= 1);
  const lists = [losses, gradientNorms].every((list) =>
    Array.isArray(list) &&
    list.every((v) => v === null || typeof v === "number")
  );
  if (!whole || !lists) throw foreign();
  // JSON has no NaN, which a skipped step's norm is.
  const numbers = (list: (number | null)[]) => list.map((v) => v ?? NaN);
  return {
    every,
    steps,
    losses: numbers(losses),
    gradientNorms: numbers(gradientNorms),
  };
}
