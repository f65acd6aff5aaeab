/** The command line: what it takes, and what it says when that is wrong. */

import { parseArgs } from "node:util";

/** The command line is wrong: exit status 2. */
export class UsageError extends Error {
  /** Makes the error with its message. */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** An option of a sub-command. */
export interface Option {
  /** What its value is, as the help calls it; none for a switch. */
  value?: string;
  /** Whether it can be given more than once. */
  many?: boolean;
  /** What it does. */
  help: string;
}

/** A sub-command as the help describes it. */
export interface Usage {
  /** Its name. */
  name: string;
  /** Its positional arguments, as the help calls them; the last may end in `...`. */
  operands: string[];
  /** Its options by name. */
  options: Record<string, Option>;
  /** What it does: the first line stands in the list of all. */
  help: string;
}

/** The arguments of a sub-command. */
export interface Arguments {
  /** The positional ones. */
  operands: string[];
  /** The values of the options given. */
  values: Record<string, string | undefined>;
  /** The values of the options that can be given more than once. */
  lists: Record<string, string[] | undefined>;
  /** The switches given. */
  switches: Set<string>;
}

/**
 * Reads the arguments of a sub-command.
 *
 * @throws {UsageError} with what is wrong and how the call should look.
 */
export function readArguments(args: string[], usage: Usage): Arguments {
  const entries = Object.entries(usage.options).map((
    [name, { value, many = false }],
  ) => [
    name,
    { type: value ? "string" : "boolean", multiple: many } as const,
  ]);
  let parsed;
  try {
    parsed = parseArgs({
      args,
      options: Object.fromEntries(entries),
      allowPositionals: true,
    });
  } catch (error) {
    const [message] = (error as Error).message.split(". ");
    throw new UsageError(`${message}\n${callLine(usage)}`);
  }
  const { positionals, values } = parsed;
  const many = usage.operands.at(-1)?.endsWith("...");
  const wanted = usage.operands.length;
  if (positionals.length < wanted) {
    const missing = usage.operands[positionals.length];
    throw new UsageError(`${missing} is missing\n${callLine(usage)}`);
  }
  if (positionals.length > wanted && !many) {
    throw new UsageError(
      `Unexpected argument '${positionals[wanted]}'\n${callLine(usage)}`,
    );
  }
  const given = Object.entries(values);
  const withValue = <T>(is: (value: unknown) => value is T) =>
    Object.fromEntries(
      given.filter((entry): entry is [string, typeof entry[1] & T] =>
        is(entry[1])
      ),
    );
  return {
    operands: positionals,
    values: withValue((value) => typeof value === "string"),
    lists: withValue((value): value is string[] => Array.isArray(value)),
    switches: new Set(
      given.filter(([, value]) => value === true).map(([name]) => name),
    ),
  };
}

/** The help of one sub-command. */
export function commandHelp(usage: Usage): string {
  const options = Object.entries({
    ...usage.options,
    help: { help: "Show this help" },
  });
  const rows = options.map(([name, { value, help }]: [string, Option]) =>
    [`--${name}${value ? ` ${value}` : ""}`, help] as const
  );
  return `${callLine(usage)}\n\n${usage.help}\n\nOptions:\n${columns(rows)}`;
}

/** The help of the whole command. */
export function allHelp(usages: Usage[]): string {
  const rows = usages.map((usage) =>
    [
      `${usage.name} ${usage.operands.join(" ")}`,
      usage.help.split("\n")[0],
    ] as const
  );
  return `Usage: notebook COMMAND ...

Runs, checks, converts and publishes notebooks. "notebook" stands for "deno task notebook" in a clone of
the repository and for "deno run -A jsr:@ticks/ticks/notebook" elsewhere. A SOURCE is a TypeScript file in
percent format: "// %%" starts a cell.

Commands:
${columns(rows)}

notebook COMMAND --help tells more about one of them.
Exit status: 0 when all went well, 1 when a cell failed or files differ, 2 for a wrong call.`;
}

function callLine({ name, operands, options }: Usage): string {
  const parts = Object.entries(options).map(([option, { value, many }]) =>
    `[--${option}${value ? ` ${value}` : ""}]${many ? "..." : ""}`
  );
  const start = `Usage: notebook ${[name, ...operands].join(" ")}`;
  const lines = [start];
  for (const part of parts) {
    if (lines.at(-1)!.length + part.length < 100) {
      lines.push(`${lines.pop()} ${part}`);
    } else lines.push(`         ${part}`);
  }
  return lines.join("\n");
}

function columns(rows: (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join("\n");
}
