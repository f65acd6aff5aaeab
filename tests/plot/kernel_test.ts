import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type CodeCell,
  createNotebook,
  runNotebook,
} from "../../lib/notebook/mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("show: in a real kernel all outputs come, in order", async () => {
  const cell = (id: string, source: string): CodeCell => ({
    cell_type: "code",
    id,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  });
  const notebook = createNotebook([
    cell(
      "first",
      `import { heatmap, line } from "jsr:@ticks/ticks@^0.1/plot";
console.log("before");
await line({ train: [3, 2, 1] }, { title: "Loss" }).show();
console.log("after");`,
    ),
    cell("last", `await line([1, 2]).show();\nheatmap([[1, -2]])`),
  ]);
  const [first, last] = (await runNotebook(notebook)).cells as CodeCell[];
  assertEquals(first.outputs.map(kindOf), [
    "stream",
    "application/vnd.ticks.plotly-bundle+json",
    "image/png",
    "stream",
  ]);
  const shown = last.outputs.filter((output: Any) =>
    output.data?.["image/png"]
  );
  assertEquals(shown.map(kindOf), ["image/png", "image/png"]);
  const altOf = (output: Any) => output.metadata["image/png"].alt;
  assertStringIncludes(altOf(first.outputs[2]), "Line chart “Loss”");
  assertStringIncludes(altOf(shown[1]), "Heat map");
  // The kernel sends a result for the last expression all the same: there is nothing in it.
  for (const output of last.outputs as Any[]) {
    if (output.output_type === "execute_result") assertEquals(output.data, {});
  }
});

function kindOf(output: Any): string {
  const types = [
    "application/vnd.ticks.plotly-bundle+json",
    "image/png",
  ];
  return types.find((type) => output.data?.[type]) ?? output.output_type;
}
