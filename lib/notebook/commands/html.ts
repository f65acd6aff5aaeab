/** `html`: publishes a notebook as a page. */

import { notebookToHtml } from "../page/html.ts";
import type { Command } from "./command.ts";
import { read } from "./files.ts";

/** The sub-command. */
export const html: Command = {
  usage: {
    name: "html",
    operands: ["IN.ipynb", "OUT.html"],
    options: {
      title: { value: "TEXT", help: "Title (default: the first heading)" },
      lang: { value: "TAG", help: "Language of the text (default: en)" },
      untrusted: { help: "Show HTML as text, run only the page's own scripts" },
    },
    help:
      `Publish a notebook with its outputs as one page that needs no network`,
  },
  run: async ({ operands: [from, to], values, switches }) => {
    const page = await notebookToHtml(await read(from), {
      ...values,
      untrusted: switches.has("untrusted"),
    });
    await Deno.writeTextFile(to, page);
    console.log(`wrote ${to}`);
  },
};
