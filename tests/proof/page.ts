/**
 * The proof as a page, and in a few lines for the terminal.
 *
 * @module
 */

import { markdownTable } from "../../bench/markdown.ts";
import type { Row } from "./device_report.ts";
import { casesPerKernel } from "./kernel_cases.ts";
import { relative } from "./numbers.ts";
import type { Proof } from "./proof.ts";

const thousands = (count: number) => count.toLocaleString("en-GB");

/** The numbers, a line each. */
export function summary(proof: Proof): string[] {
  const { planted, alarms, rightGradients, devices } = proof;
  const expected = planted.filter(({ explained }) => explained !== null);
  const caught = planted.filter(({ caught }) => caught).length;
  const right = expected.filter(({ explained }) => explained).length;
  const wrong = alarms.filter(({ verdict }) => verdict === "failed").length;
  return [
    `${planted.length} mistakes planted, ${caught} caught`,
    `${right} explained rightly, of ${expected.length} that can be`,
    `${thousands(rightGradients)} right gradients: ${wrong} false alarms, ${
      alarms.length - wrong
    } undecided`,
    `${devices[0].kernels.length} kernels on ${devices.length} ${
      devices.length === 1 ? "device" : "devices"
    }, ${casesPerKernel} cases each`,
  ];
}

/** What the terminal shows: the numbers, then kernels by devices. */
export function terminalText(proof: Proof): string {
  const [head, rows] = kernelTable(proof);
  return [...summary(proof), "", markdownTable(head, rows)].join("\n");
}

type Table = [head: string[], rows: string[][]];

function kernelTable({ devices, heldAgainst }: Proof): Table {
  return [
    [
      "kernel",
      "definition held against",
      "bound",
      "same bits again",
      ...devices.map(({ name }) => name),
    ],
    devices[0].kernels.map(({ name, bound }, i) => [
      name,
      heldAgainst.get(name)!.join(", "),
      bound,
      devices.every(({ kernels }) => kernels[i].sameBits) ? "yes" : "NO",
      ...devices.map(({ kernels }) => kernels[i].error),
    ]),
  ];
}

function rowsByDevice(
  proof: Proof,
  first: string,
  rowsOf: (device: Proof["devices"][number]) => readonly Row[],
): Table {
  const { devices } = proof;
  return [
    [first, "bound", ...devices.map(({ name }) => name)],
    rowsOf(devices[0]).map(({ name, bound }, i) => [
      name,
      bound,
      ...devices.map((device) => rowsOf(device)[i].error),
    ]),
  ];
}

/** A table for the page: unpadded, so that one number changes one line; columns of numbers on the right. */
function table([head, rows]: Table): string {
  const rule = head.map((_, column) =>
    rows.every((row) => /^[-+.e\d]+$/.test(row[column])) ? "---:" : "---"
  );
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** The page. */
export function page(proof: Proof): string {
  const { devices, definitions, planted } = proof;
  const sections: [title: string, ...paragraphs: string[]][] = [
    [
      "Devices",
      "The CPU device runs the TypeScript of each kernel, a driver its WGSL. The digits in the last column are the start of a hash of exp, log, 1 / sqrt, quotients and products on 4,096 numbers: where they are the same, so must be everything below.",
      table([
        ["device", "adapter", "arithmetic"],
        devices.map((d) => [d.name, d.adapter, d.arithmetic]),
      ]),
    ],
    [
      "Kernels",
      `Each kernel of [lib/kernels.ts](../lib/kernels.ts) and [examples/kernels.ts](../examples/kernels.ts), forward and backward, against the TypeScript that defines it, run in f64: ${casesPerKernel} cases of generated sizes, values and optional tensors. The numbers are the worst error in *units in the last place*: the largest difference over all values of an output, in spacings of f32 at the largest value that is expected of it; in updates and in the kernels of the examples, where terms cancel, at the largest of the terms. Rounding the exact result costs 0.5. The bound is that of the tests, relative to that same value; 1e-6 of it is 8.4 to 16.8 units.`,
      table(kernelTable(proof)),
      "*Same bits again*: a second run of every case, on every device, gives the bits of the first. A kernel enters this table by being registered. The second column says in which comparisons of the next section its definition takes part; taking part in none is a failure.",
    ],
    [
      "Definitions",
      "A kernel may agree with its definition where both are wrong. So the definitions are held against something else, in f64 on the CPU: derivatives against [`gradcheck`](../lib/check/gradcheck.ts), which has a bound of its own for each element; PyTorch 2.15's values and trajectories in f64 ([tests/golden](../tests/golden)), Lion's from its paper; and a plain loop. The errors are the largest difference over the largest value. Every module and every function with a gradient that is exported must stand here.",
      table([
        ["definition", "against", "bound", "CPU"],
        definitions.map(({ name, against, bound, error }) => [
          name,
          against,
          bound === null ? "its own" : relative(bound),
          relative(error),
        ]),
      ]),
    ],
    [
      "PyTorch, in f32",
      "The same golden values on every device in f32: layer norm relative to the largest value; a single step of each optimizer from PyTorch's state, in units in the last place of each parameter.",
      table(rowsByDevice(proof, "against PyTorch", (d) => d.pyTorch)),
    ],
    [
      "Properties",
      "What holds of layer norm without any reference, on batches of [1, 768] to [3, 4098]: results before and after a change, as the largest difference over the largest value; where the bound is 0, the bits are the same. The sums over a row are means, relative to the largest |dx|, or |dx| |y|. The batches go through windows of `Ticks`.",
      table(rowsByDevice(proof, "property", (d) => d.properties)),
    ],
    [
      "Planted mistakes",
      "Each is planted in a backward pass or an update, and the public check is run on it. Behind the name stands what the report says of it; where no simple hypothesis fits, no explanation is expected.",
      planted.map(({ name, says, caught, explained }) =>
        `- **${name}.** ${caught ? says || "caught" : "NOT CAUGHT"}${
          explained === null ? " (none expected)" : ""
        }`
      ).join("\n"),
      "The right gradients are of powers, tanh, exp, sin, softmax, dot products and layer norm, with 1 to 14 values of scales from 1e-12 to 1e12 and offsets of up to a million times the scale.",
    ],
    [
      "What is not proven",
      "Only the devices above were measured, and no hardware GPU is among them. Sizes are what was generated: up to 1,023 a side for kernels, and what [tests/norm](../tests/norm) adds for layer norm. Errors are those of the cases tried and no upper bounds.",
    ],
  ];
  return [
    "# Proof",
    "What the numbers of this project rest on. `deno task proof` measures all of it and prints a summary; `deno task proof --write` writes this page, and CI runs `deno task proof --check`, which fails when something else comes out. Every case is seeded: the same devices give the same page.",
    summary(proof).map((line) => `- ${line}`).join("\n"),
    ...sections.flatMap(([title, ...paragraphs]) => [
      `## ${title}`,
      ...paragraphs,
    ]),
  ].join("\n\n") + "\n";
}
