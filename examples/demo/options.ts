/**
 * What the demo is told.
 *
 * @module
 */

import { parseArgs } from "node:util";

/** The options of `deno task demo`. */
export interface DemoOptions {
  readonly device: "auto" | "cpu" | "webgpu";
  /** Ticks a step; what the saved run had, where it goes on. */
  readonly every?: number;
  /** Steps in all; what the saved run had, where it goes on. */
  readonly steps?: number;
  readonly resume: boolean;
  /** The folder to write into. */
  readonly out: string;
}

/** What `--help` prints. */
export const help = `usage: deno task demo [options]

Checks gradients numerically, trains a network with layer normalisation and ticks on handwritten
digits, and writes the loss curve and the saved state. Ctrl-C saves; --resume goes on.

  --device NAME   auto (a GPU where there is one, else the CPU), cpu or webgpu; auto by default
  --every N       micro-batches of up to 64 digits a step, 4 by default
  --steps N       steps in all, 200 by default
  --out FOLDER    where to write and to go on from, out/ by default
  --resume        go on from there, to the bit; after a finished run, print its result again
  --help          this`;

/** Something that was said wrongly: its message is for people. */
export class UsageError extends Error {}

/**
 * Reads the command line; null where help is asked for.
 *
 * @throws {UsageError} when an option is unknown or has a wrong value
 */
export function readOptions(args: string[]): DemoOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  const { device = "auto", resume = false, out = "out" } = values;
  if (device !== "auto" && device !== "cpu" && device !== "webgpu") {
    throw new UsageError(
      `--device is ${JSON.stringify(device)}, expected auto, cpu or webgpu`,
    );
  }
  return {
    device,
    every: wholeNumber("every", values.every),
    steps: wholeNumber("steps", values.steps),
    resume,
    out,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        device: { type: "string" },
        every: { type: "string" },
        steps: { type: "string" },
        resume: { type: "boolean" },
        out: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(name: string, text?: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new UsageError(
      `--${name} is ${
        JSON.stringify(text)
      }, expected a whole number of at least 1`,
    );
  }
  return value;
}
