import { assertEquals } from "@std/assert";
import { type CodeCell, runNotebook } from "../../../lib/notebook/mod.ts";
import { stress } from "./stress.ts";
import { FULL, stressNotebook, stressProblems } from "./stress_notebook.ts";

const long = Deno.env.get("TICKS_LONG") === "1";
const size = long ? FULL : { cells: 20, displays: 500, figures: 2 };
const times = long ? 20 : 1;

for (let i = 1; i <= times; i++) {
  Deno.test(`stress: nothing is lost of ${size.cells} cells, ${size.displays} displays and ${size.figures} figures, every core busy, run ${i}`, async () => {
    assertEquals(await stress(size), []);
  });
}

Deno.test("stress: a line or a display that is missing, changed or out of order is found", async () => {
  const size = { cells: 6, displays: 10, figures: 0 };
  const whole = await runNotebook(stressNotebook(size));
  assertEquals(stressProblems(whole, size), []);
  const faults: [string, (cells: CodeCell[]) => void][] = [
    ["cell 3: 5 outputs, expected 6", ({ 3: cell }) => cell.outputs.pop()],
    ["cell 4: 6 outputs, expected 6", ({ 4: cell }) => cell.outputs.reverse()],
    ["cell 5: 9 outputs, expected 8", ({ 5: cell }) => {
      cell.outputs.push(cell.outputs[1]);
    }],
    ["cell 2, lines: 2 outputs, expected 2", ({ 2: cell }) => {
      const [output] = cell.outputs;
      if (output.output_type === "stream") {
        output.text = String(output.text).replace("line 299\n", "");
      }
    }],
  ];
  for (const [problem, plant] of faults) {
    const notebook = structuredClone(whole);
    plant(notebook.cells as CodeCell[]);
    const problems = stressProblems(notebook, size);
    assertEquals(problems.map((text) => text.split(";")[0]), [problem]);
  }
});
