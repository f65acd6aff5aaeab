/** The command `notebook`: runs, checks, converts and publishes notebooks. */

import {
  allHelp,
  commandHelp,
  readArguments,
  UsageError,
} from "./commands/arguments.ts";
import { CellError } from "./run/cell_error.ts";
import { type Command, Difference } from "./commands/command.ts";
import { COMMANDS } from "./commands/mod.ts";
import { KernelError } from "./kernel/kernel_process.ts";

/** Runs the command and gives its exit status. */
export async function main([name, ...args]: string[]): Promise<number> {
  const usages = COMMANDS.map(({ usage }) => usage);
  try {
    if (name === undefined) {
      throw new UsageError(`no command\n\n${allHelp(usages)}`);
    }
    if (name === "--help" || name === "-h" || name === "help") {
      console.log(allHelp(usages));
      return 0;
    }
    const command = COMMANDS.find(({ usage }) => usage.name === name);
    if (!command) throw unknown(name, COMMANDS);
    if (args.includes("--help") || args.includes("-h")) {
      console.log(commandHelp(command.usage));
      return 0;
    }
    return await command.run(readArguments(args, command.usage)) ?? 0;
  } catch (error) {
    console.error(describe(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function unknown(name: string, commands: Command[]): UsageError {
  const kind = name.startsWith("-") ? "option" : "command";
  const names = commands.map(({ usage }) => usage.name).join(", ");
  return new UsageError(
    `Unknown ${kind} '${name}', expected one of ${names}, or --help`,
  );
}

/** What the user needs to know of an error; the whole of it where it is a fault of this program. */
function describe(error: unknown): string {
  if (error instanceof CellError) return error.report();
  if (error instanceof KernelError) {
    return [error.message, error.stderr].filter(Boolean).join("\n");
  }
  if (
    error instanceof UsageError || error instanceof Difference ||
    error instanceof SyntaxError || error instanceof RangeError ||
    error instanceof Deno.errors.NotFound
  ) return error.message;
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
