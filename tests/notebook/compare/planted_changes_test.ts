/** A notebook is run; re-runs find nothing, and every change planted in what was saved is found. */

import { assertEquals, assertNotEquals } from "@std/assert";
import {
  compareOutputs,
  type DisplayOutput,
  type Notebook,
  type Output,
  percentToNotebook,
  runNotebook,
  type StreamOutput,
} from "../../../lib/notebook/mod.ts";
import { outputsOf } from "../cells.ts";

const long = Deno.env.get("TICKS_LONG") === "1";

const SOURCE = `// %% id="printed"
console.log("loss 0.12345 after 10 steps");
console.log("done");
console.error("a warning");

// %% id="figure"
await Deno.jupyter.broadcast("display_data", {
  data: {
    "application/vnd.plotly.v1+json": {
      data: [
        { type: "scatter", name: "train", x: [1, 2, 3], y: [3.2, 1.5, 0.7] },
        { type: "scatter", name: "validation", x: [1, 2, 3], y: [3.3, 2, 1.4] },
      ],
      layout: { title: { text: "The loss" }, xaxis: { title: { text: "step" } } },
    },
    "text/html": "<div>drawn</div>",
    "text/plain": "Two falling lines.",
  },
  metadata: { "image/png": { alt: "Two lines, from 3.2 to 0.7." } },
});

// %% id="table"
await Deno.jupyter.display({
  "text/html": "<table><tr><th>name</th><th>mean</th></tr><tr><td>w</td><td>0.25</td></tr></table>",
}, { raw: true });

// %% id="time" tags=["varies"]
console.log("took " + performance.now() + " ms");

// %% id="value"
[0.25, 7]
`;

const saved = await runNotebook(percentToNotebook(SOURCE));

/** The differences once `plant` has changed what was saved. */
function planted(plant: (notebook: Notebook) => void): string[] {
  const changed = structuredClone(saved);
  plant(changed);
  assertNotEquals(changed, saved);
  return compareOutputs(changed, saved);
}

// deno-lint-ignore no-explicit-any -- what was displayed is known here
const figure = (notebook: Notebook): any =>
  (outputsOf(notebook, 1)[0] as DisplayOutput)
    .data["application/vnd.plotly.v1+json"];

const stdout = (notebook: Notebook) =>
  outputsOf(notebook, 0).find((output): output is StreamOutput =>
    output.output_type === "stream" && output.name === "stdout"
  )!;

/** Replaces text within the content of a type of the first output of a cell. */
function replace(
  outputs: Output[],
  type: string,
  text: string,
  other: string,
): void {
  const { data } = outputs[0] as DisplayOutput;
  assertEquals(String(data[type]).includes(text), true);
  data[type] = String(data[type]).replace(text, other);
}

const PRINTED =
  'cell 1 (id printed, "console.log(\\"loss 0.12345 after 10 steps\\");")';
const FIGURE =
  'cell 2 (id figure, "await Deno.jupyter.broadcast(\\"display_data\\", {"): output 1: ';
const PLOTLY = `${FIGURE}application/vnd.plotly.v1+json: `;
const TABLE = 'cell 3 (id table, "await Deno.jupyter.display({"): output 1';

const CHANGES: [string, (notebook: Notebook) => void, string[]][] = [
  [
    "a digit beyond the tolerance",
    (notebook) => {
      stdout(notebook).text = "loss 0.12845 after 10 steps\ndone\n";
    },
    [
      `${PRINTED}: stdout: line 1: expected "loss 0.12845 after 10 steps", found "loss 0.12345 after 10 steps": 0.12845 and 0.12345, which differ by 0.039 of their size, at most 0.00001 is allowed`,
    ],
  ],
  [
    "a missing output",
    (notebook) => outputsOf(notebook, 2).pop(),
    [`${TABLE}: expected no such output, found display_data of text/html`],
  ],
  [
    "an added line",
    (notebook) => {
      stdout(notebook).text += "and more\n";
    },
    [
      `${PRINTED}: stdout: line 3: expected "and more", found no such line (3 lines expected, 2 found)`,
    ],
  ],
  [
    "another type of figure",
    (notebook) => {
      figure(notebook).data[1].type = "bar";
    },
    [
      `${PLOTLY}expected the traces scatter "train", bar "validation", found scatter "train", scatter "validation"`,
    ],
  ],
  [
    "a removed trace",
    (notebook) => {
      figure(notebook).data.pop();
    },
    [
      `${PLOTLY}expected the traces scatter "train", found scatter "train", scatter "validation"`,
    ],
  ],
  [
    "another title",
    (notebook) => {
      figure(notebook).layout.title.text = "The gain";
    },
    [
      `${PLOTLY}layout.title.text: expected "The gain", found "The loss"`,
    ],
  ],
  [
    "an error",
    (notebook) =>
      outputsOf(notebook, 2).push({
        output_type: "error",
        ename: "RangeError",
        evalue: "too far",
        traceback: [],
      }),
    [
      `${
        TABLE.replace("output 1", "output 2")
      }: expected error RangeError, found no such output`,
    ],
  ],
  [
    "another stream",
    (notebook) => {
      for (const output of outputsOf(notebook, 0)) {
        if (output.output_type === "stream") output.name = "stdout";
      }
      stdout(notebook).text = "loss 0.12345 after 10 steps\ndone\n";
    },
    [
      `${PRINTED}: stdout: line 3: expected "a warning", found no such line (3 lines expected, 2 found)`,
      `${PRINTED}: stderr: expected nothing, found "a warning\\n"`,
    ],
  ],
  [
    "another cell of a table",
    (notebook) => replace(outputsOf(notebook, 2), "text/html", "0.25", "0.35"),
    [
      `${TABLE}: text/html: line 2: expected "w\\t0.35", found "w\\t0.25": 0.35 and 0.25, which differ by 0.29 of their size, at most 0.00001 is allowed`,
    ],
  ],
  [
    "NaN for a number",
    (notebook) => {
      stdout(notebook).text = "loss NaN after 10 steps\ndone\n";
    },
    [
      `${PRINTED}: stdout: line 1: expected "loss NaN after 10 steps", found "loss 0.12345 after 10 steps"`,
    ],
  ],
  [
    "a gap in a figure",
    (notebook) => {
      figure(notebook).data[0].y[1] = null;
    },
    [`${PLOTLY}data[0].y[1]: expected null, found 1.5`],
  ],
  [
    "a number in an alternative text",
    (notebook) => {
      const [output] = outputsOf(notebook, 1) as DisplayOutput[];
      output.metadata = { "image/png": { alt: "Two lines, from 3.2 to 0.8." } };
    },
    [
      `${FIGURE}metadata["image/png"].alt: expected "Two lines, from 3.2 to 0.8.", found "Two lines, from 3.2 to 0.7.": 0.8 and 0.7, which differ by 0.13 of their size, at most 0.00001 is allowed`,
    ],
  ],
  [
    "the value of an expression",
    (notebook) => replace(outputsOf(notebook, 4), "text/plain", "7", "8"),
    [
      'cell 5 (id value, "[0.25, 7]"): output 1: text/plain: expected "[ 0.25, 8 ]", found "[ 0.25, 7 ]": 8 and 7, which differ by 0.13 of their size, at most 0.00001 is allowed',
    ],
  ],
  [
    "another kind of output where the rest varies",
    (notebook) => outputsOf(notebook, 3).pop(),
    [
      'cell 4 (id time, "console.log(\\"took \\" + performance.now() + \\" ms\\");"): expected no outputs, found outputs of the kinds stdout',
    ],
  ],
];

for (const [what, plant, differences] of CHANGES) {
  Deno.test(`planted change: ${what}`, () => {
    assertEquals(planted(plant), differences);
  });
}

Deno.test(`planted change: none in ${long ? 100 : 2} re-runs`, async () => {
  for (let run = 0; run < (long ? 100 : 2); run++) {
    const again = await runNotebook(percentToNotebook(SOURCE));
    assertEquals(compareOutputs(saved, again), [], `run ${run + 1}`);
  }
});
