/** A notebook with much output, of which each single one can be checked. */

import {
  type CodeCell,
  createNotebook,
  joinLines,
  type MimeBundle,
  type Notebook,
} from "../../../lib/notebook/mod.ts";
import { code } from "../cells.ts";

/** How much there is in the notebook. */
export interface Size {
  /** Cells of code in all. */
  cells: number;
  /** Displays besides the figures, over all cells but those of lines. */
  displays: number;
  /** Figures, one in a cell. */
  figures: number;
}

/** The size that has to come through twenty times in a row. */
export const FULL: Size = { cells: 200, displays: 5000, figures: 50 };

const LINES = 300;
/** The first cells import and print lines, as the 600 of which other tools lose half. */
const SPECIAL = 3;

/** What a cell after the special ones has to put out. */
interface Plan {
  index: number;
  displays: number;
  figure: boolean;
}

function plans({ cells, displays, figures }: Size): Plan[] {
  const count = cells - SPECIAL;
  if (figures > count) throw new RangeError(`${figures} figures are too many`);
  const share = (total: number, i: number) =>
    Math.floor((i + 1) * total / count) - Math.floor(i * total / count);
  return Array.from({ length: count }, (_, i) => ({
    index: SPECIAL + i,
    displays: share(displays, i),
    figure: share(figures, i) === 1,
  }));
}

/** Makes the notebook; it needs the repository as its working directory. */
export function stressNotebook(size: Size): Notebook {
  const lines =
    `for (let i = 0; i < ${LINES}; i++) console.log("line " + i); console.error("end");`;
  const cells = plans(size).map(({ index, displays, figure }) =>
    `for (let i = 0; i < ${displays}; i++) {
  console.log("cell ${index}, line " + i);
  const shown = show(${index}, i);
  if (i % 2) await shown;
}${
      figure
        ? `\nawait line({ a: [${index}, 2, 1], b: [1, 2, ${index}] }, { title: "Figure ${index}" }).show();`
        : ""
    }`
  );
  const first = `import { line } from "jsr:@ticks/ticks@^0.1/plot";
const content = ${content};
const show = (cell: number, i: number) =>
  Deno.jupyter.display(content(cell, i), { raw: true });`;
  return createNotebook(
    [first, lines, lines, ...cells].map((source, i) =>
      code(source, `stress-${i}`)
    ),
  );
}

/** What a display holds; of many sizes up to 20 KB. */
function content(cell: number, i: number): Record<string, string> {
  const text = `cell ${cell}, display ${i}`;
  const more = "x".repeat((cell * 997 + i * 131) % 20_000);
  return { "text/plain": text, "text/html": `<p>${text} ${more}</p>` };
}

/** What is missing, changed or out of order in the executed notebook. */
export function stressProblems(notebook: Notebook, size: Size): string[] {
  const cells = notebook.cells as CodeCell[];
  const problems: string[] = [];
  const numbered = Array.from({ length: LINES }, (_, i) => `line ${i}\n`);
  for (const index of [1, 2]) {
    problems.push(
      ...differences(`cell ${index}, lines`, cells[index], [
        `stdout ${numbered.join("")}`,
        "stderr end\n",
      ]),
    );
  }
  for (const { index, displays, figure } of plans(size)) {
    const expected = Array.from({ length: displays }, (_, i) => [
      `stdout cell ${index}, line ${i}\n`,
      words(content(index, i)),
    ]).flat();
    if (figure) expected.push(`figure Figure ${index}`);
    problems.push(...differences(`cell ${index}`, cells[index], expected));
  }
  return problems;
}

/** What a display says, for comparisons; a file has its texts in lines. */
function words(data: MimeBundle): string {
  return ["text/plain", "text/html"].map((type) => [data[type]].flat().join(""))
    .join(" | ");
}

function differences(
  name: string,
  cell: CodeCell,
  expected: string[],
): string[] {
  const found = cell.outputs.flatMap((output) => {
    if (output.output_type === "stream") {
      return [`${output.name} ${joinLines(output.text)}`];
    }
    if (output.output_type !== "display_data") return [output.output_type];
    const { data } = output;
    const title = /Figure \d+/.exec(words(data))?.[0];
    if (title && data["image/png"] && data["application/vnd.plotly.v1+json"]) {
      return [`figure ${title}`];
    }
    // The library that draws figures comes with the first of them.
    if (!title && JSON.stringify(data).length > 100_000) return [];
    return [words(data)];
  });
  const at = expected.findIndex((text, i) => text !== found[i]);
  if (at < 0 && found.length === expected.length) return [];
  return [
    `${name}: ${found.length} outputs, expected ${expected.length}; output ${
      at < 0 ? expected.length : at
    } is ${found.at(at < 0 ? expected.length : at)?.slice(0, 100)}`,
  ];
}
