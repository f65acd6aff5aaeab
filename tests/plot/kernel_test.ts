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
  assertEquals(last.outputs.map(kindOf), ["image/png", "image/png"]);
  assertEquals(last.outputs[1].output_type, "execute_result");
  const { metadata } = first.outputs[2] as Any;
  assertStringIncludes(metadata["image/png"].alt, "Line chart “Loss”");
});

function kindOf(output: Any): string {
  const types = [
    "application/vnd.ticks.plotly-bundle+json",
    "image/png",
  ];
  return types.find((type) => output.data?.[type]) ?? output.output_type;
}
