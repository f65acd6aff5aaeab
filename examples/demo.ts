/**
 * The demo, `deno task demo`: runs notebook 01 in a real Deno kernel, prints its table of checks, and
 * writes the executed notebook, a page and a picture into `out/`.
 *
 * @module
 */

import { type Check, checksMimeType, checksTable } from "../lib/check/mod.ts";
import {
  CellError,
  type CodeCell,
  type Notebook,
  notebookToHtml,
  percentToNotebook,
  progressLines,
  runNotebook,
  serializeNotebook,
} from "../lib/notebook/mod.ts";
import { openDevice } from "../mod.ts";

const name = "01_layer_norm";
const notebooks = new URL("../notebooks/", import.meta.url);
const out = new URL("../out/", import.meta.url);

/** Every data bundle in the outputs of a notebook's code cells, of those with a tag where one is given. */
function bundles(notebook: Notebook, tag?: string): Record<string, unknown>[] {
  return notebook.cells
    .filter((cell): cell is CodeCell => cell.cell_type === "code")
    .filter(({ metadata }) => !tag || metadata.tags?.includes(tag))
    .flatMap(({ outputs }) => outputs)
    .flatMap((output) => "data" in output ? [output.data] : []);
}

/** The last value of a MIME type among bundles. */
function last(all: Record<string, unknown>[], type: string): unknown {
  return all.findLast((data) => type in data)?.[type];
}

async function demo(): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  // The Vulkan loader complains on the terminal where there is none.
  if (!Deno.env.has("XDG_RUNTIME_DIR")) {
    Deno.env.set("XDG_RUNTIME_DIR", out.pathname);
  }
  console.log(`Ticks on ${await openDevice()}`);
  console.log(`running notebooks/${name}.ts in a Deno kernel`);
  const terminal = Deno.stdout.isTerminal();
  const executed = await runNotebook(
    percentToNotebook(
      await Deno.readTextFile(new URL(`${name}.ts`, notebooks)),
    ),
    {
      cwd: notebooks.pathname,
      onCell: progressLines({
        write: (text) => Deno.stdout.writeSync(new TextEncoder().encode(text)),
        terminal,
        width: terminal ? Deno.consoleSize().columns : undefined,
      }),
    },
  );
  const checks = last(bundles(executed), checksMimeType) as Check[];
  const picture = last(bundles(executed, "picture"), "image/png") as string;
  console.log(`\n${checksTable(checks)}\n`);
  console.log(
    `${checks.length} checks, ${
      checks.filter(({ passed }) => passed).length
    } passed\n`,
  );

  for (
    const [ending, content] of [
      ["ipynb", serializeNotebook(executed)],
      ["html", await notebookToHtml(executed)],
      ["png", Uint8Array.fromBase64(picture)],
    ] as const
  ) {
    const file = new URL(`${name}.${ending}`, out);
    await (typeof content === "string"
      ? Deno.writeTextFile(file, content)
      : Deno.writeFile(file, content));
    console.log(`wrote out/${name}.${ending}`);
  }
  console.log(`\nopen out/${name}.html in a browser: it needs no network`);
}

if (Deno.args.length > 0) {
  const help = Deno.args.includes("--help") || Deno.args.includes("-h");
  (help ? console.log : console.error)(
    `${
      help ? "" : `demo: unknown argument ${JSON.stringify(Deno.args[0])}\n`
    }usage: deno task demo

Runs notebook 01 in a Deno kernel, prints its checks, and writes the executed
notebook, a page and a picture into out/.`,
  );
  Deno.exit(help ? 0 : 2);
}
try {
  await demo();
} catch (error) {
  if (!(error instanceof CellError)) throw error;
  console.error(error.report());
  Deno.exit(1);
}
