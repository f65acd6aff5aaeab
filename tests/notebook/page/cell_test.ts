import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Cell } from "../../../lib/notebook/mod.ts";
import { code, markdown } from "../cells.ts";
import { pageOf } from "./page_document.ts";

/** A cell of code that printed something. */
const printing = (metadata: Record<string, unknown> = {}): Cell => ({
  ...code("print();"),
  metadata,
  outputs: [{ output_type: "stream", name: "stdout", text: "printed\n" }],
});

Deno.test("cell: code cells are numbered as `run` counts them, outputs say whose they are", async () => {
  const { document } = await pageOf([
    markdown("text"),
    code("one;"),
    code(""),
    printing(),
  ]);
  const groups = [...document.querySelectorAll("[role=group]")].map((group) =>
    group.getAttribute("aria-label")
  );
  assertEquals(groups, [
    "Code cell 1",
    "Code cell 3",
    "Output of code cell 3",
  ]);
  const counts = [...document.querySelectorAll(".count")]
    .map(({ textContent }) => textContent);
  assertEquals(counts, ["[1]", "[3]"]);
});

Deno.test("cell: what the metadata folds", async () => {
  for (
    const [metadata, folded] of [
      [{}, []],
      [{ tags: ["picture"], jupyter: { source_hidden: false } }, []],
      [{ tags: ["hide-input"] }, ["Code of cell 1"]],
      [{ jupyter: { source_hidden: true } }, ["Code of cell 1"]],
      [{ tags: ["hide-output"] }, ["Output of cell 1"]],
      [{ jupyter: { outputs_hidden: true } }, ["Output of cell 1"]],
      [{ tags: ["hide-cell"] }, ["Code of cell 1", "Output of cell 1"]],
    ] as const
  ) {
    const { document } = await pageOf([printing(metadata)]);
    const found = [...document.querySelectorAll("details > summary")]
      .map(({ textContent }) => textContent);
    assertEquals(found, [...folded]);
    assertEquals(document.querySelector(".source")?.textContent, "print();");
    assertEquals(document.querySelector(".stdout")?.textContent, "printed");
  }
});

Deno.test("cell: code that is not TypeScript has its own colours", async () => {
  const { createNotebook, notebookToHtml } = await import(
    "../../../lib/notebook/mod.ts"
  );
  const notebook = createNotebook([code("def f(): pass")]);
  notebook.metadata = { language_info: { name: "python" } };
  assertStringIncludes(
    await notebookToHtml(notebook),
    '<span class="hljs-keyword">def</span>',
  );
});

Deno.test("cell: a folded hint holds Markdown", async () => {
  const hint =
    "<details>\n<summary>Hint</summary>\n\nUse **this**: $x$\n\n</details>";
  for (const untrusted of [false, true]) {
    const { document } = await pageOf([markdown(hint)], { untrusted });
    const details = document.querySelector("main details");
    assertEquals(details?.querySelector("summary")?.textContent, "Hint");
    assertEquals(details?.querySelector("strong")?.textContent, "this");
    assertEquals(details?.querySelectorAll(".katex").length, 1);
  }
});
