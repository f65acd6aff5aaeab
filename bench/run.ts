/**
 * `deno task bench NAME`: asks a question on every device present, each in a process of its own because
 * a process sees one Vulkan driver, prints the tables, and writes them into `bench/README.md`.
 *
 * @module
 */

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { findDrivers, quietLoader } from "../tests/support/vulkan.ts";
import {
  type Column,
  copyIsOne,
  loopIsOne,
  ofTheCopy,
  table,
  ticksIsOne,
} from "./columns.ts";
import { replaceSection } from "./markdown.ts";
import type { Measured } from "./measured.ts";
import type { Effort } from "./timing.ts";

/** A question that can be asked. */
interface Question {
  /** Its name, that of its markers in `bench/README.md`, and of the script that answers it for one device. */
  readonly name: string;
  /** What it asks, for the help. */
  readonly asks: string;
  /** What its table compares. */
  readonly columns: readonly Column[];
  /** Whose versions stand beside the table, but for Deno: names in `deno.json`. */
  readonly packages: readonly (keyof typeof config.imports)[];
}

const questions: readonly Question[] = [{
  name: "layer_norm",
  asks: "how long layer norm takes, forward and forward + backward",
  columns: [ofTheCopy, ticksIsOne],
  packages: ["@jax-js/jax"],
}, {
  name: "step",
  asks: "how long a step of adamw over ten million parameters takes",
  columns: [copyIsOne, loopIsOne, ticksIsOne],
  packages: ["@jax-js/jax", "@tensorflow/tfjs-core"],
}];

const help = `deno task bench NAME [options]

Times a question and its peers on every device present, and writes the table into bench/README.md.

${questions.map(({ name, asks }) => `  ${name.padEnd(16)}${asks}`).join("\n")}

  --device NAME   only the devices whose name has NAME in it: cpu, llvmpipe, swiftshader, ...
  --quick         fewer and shorter samples
  --no-write      print only; so do --device and --quick, which leave the table in the file whole
  --help          this`;

/** A process to start: one device. */
interface Child {
  readonly name: string;
  readonly kind: "cpu" | "webgpu";
  readonly env: Record<string, string>;
}

function fail(message: string, status = 2): never {
  console.error(message);
  Deno.exit(status);
}

function readArguments() {
  try {
    return parseArgs({
      args: Deno.args,
      allowPositionals: true,
      options: {
        device: { type: "string" },
        quick: { type: "boolean" },
        "no-write": { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`);
  }
}

async function findChildren(filter: string): Promise<Child[]> {
  const all: Child[] = [{ name: "CPU", kind: "cpu", env: quietLoader() }];
  for (const { name, env } of await findDrivers()) {
    all.push({ name, kind: "webgpu", env });
  }
  if (all.length === 1) {
    console.error("no Vulkan adapter, only the CPU; deno task test brings one");
  }
  const children = all.filter(({ name }) =>
    name.toLowerCase().includes(filter.toLowerCase())
  );
  if (children.length === 0) {
    fail(
      `no device's name has ${filter} in it, expected one of: ${
        all.map(({ name }) => name).join("; ")
      }`,
    );
  }
  return children;
}

async function ask(
  question: Question,
  { name, kind, env }: Child,
  effort: Effort,
): Promise<Measured> {
  const script = new URL(`${question.name}.ts`, import.meta.url);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script.href, kind, JSON.stringify(effort)],
    env,
    stdin: "null",
    stderr: "inherit",
  });
  const { success, stdout } = await process.output();
  if (!success) fail(`${question.name} failed on ${name}`, 1);
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return JSON.parse(lines.at(-1)!);
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(help);
  Deno.exit(0);
}
const [name, ...surplus] = positionals;
const question = questions.find((question) => question.name === name);
if (!question || surplus.length > 0) {
  const known = questions.map(({ name }) => name).join(", ");
  fail(
    surplus.length > 0
      ? `one bench at a time, got ${positionals.join(" ")}`
      : `${
        name === undefined ? "no bench is named" : `there is no bench ${name}`
      }, expected one of: ${known}`,
  );
}

const effort: Effort = values.quick
  ? { samples: 3, seconds: 0.1 }
  : { samples: 9, seconds: 0.3 };
const sections: string[] = [];
for (const child of await findChildren(values.device ?? "")) {
  console.error(child.name);
  const { device, rows, notes } = await ask(question, child, effort);
  sections.push(
    [
      `### ${device}`,
      table(rows, question.columns),
      ...notes.map((note) => `- ${note}`),
    ]
      .join("\n\n"),
  );
  console.log(`\n${sections.at(-1)}\n`);
}

const [{ model }, { length: cores }] = [cpus()[0], cpus()];
const versions = question.packages.map((name) =>
  config.imports[name].replace("npm:", "").replace(/@(?=[^@]*$)/, " ")
);
const about = `${
  new Date().toISOString().slice(0, 10)
}; ${model.trim()}, ${cores} ${cores === 1 ? "core" : "cores"}; ${
  [`Deno ${Deno.version.deno}`, ...versions].join(", ")
}; \`deno task bench ${question.name}\`: the median of ${effort.samples} samples of ${effort.seconds} s or more each.`;
console.log(about);
if (!values["no-write"] && !values.quick && values.device === undefined) {
  const file = new URL("README.md", import.meta.url);
  const text = Deno.readTextFileSync(file);
  Deno.writeTextFileSync(
    file,
    replaceSection(text, question.name, [about, ...sections].join("\n\n")),
  );
  console.log(`written into bench/README.md`);
}
