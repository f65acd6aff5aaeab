import { assertEquals } from "@std/assert";
import {
  createNotebook,
  type DisplayOutput,
  type MimeBundle,
  PLOTLY_BUNDLE_TYPE,
  stripForCommit,
} from "../../../lib/notebook/mod.ts";
import { code, outputsOf } from "../cells.ts";

const display = (data: MimeBundle, metadata = {}): DisplayOutput => ({
  output_type: "display_data",
  data,
  metadata,
});

Deno.test("strip: figures and pictures lose their HTML, the embedded plotly.js goes", () => {
  const html = "<div></div>";
  const alt = { "image/png": { alt: "a" } };
  const figure = { "application/vnd.plotly.v1+json": { data: [] } };
  const notebook = createNotebook([{
    ...code("x"),
    outputs: [
      display({ ...figure, "text/html": html, "text/plain": "figure" }, alt),
      display({ "image/png": "aGk=", "text/html": html }, { "text/html": {} }),
      display({ [PLOTLY_BUNDLE_TYPE]: {}, "text/html": html }),
      display({ "text/html": html }, { [PLOTLY_BUNDLE_TYPE]: true }),
      display({ "text/html": "<table></table>", "text/plain": "table" }),
      { output_type: "stream", name: "stdout", text: "kept" },
    ],
  }]);
  const before = structuredClone(notebook);
  assertEquals(outputsOf(stripForCommit(notebook), 0), [
    display({ ...figure, "text/plain": "figure" }, alt),
    display({ "image/png": "aGk=" }),
    display({ "text/html": "<table></table>", "text/plain": "table" }),
    { output_type: "stream", name: "stdout", text: "kept" },
  ]);
  assertEquals(notebook, before);
});
