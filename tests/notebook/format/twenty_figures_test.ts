/** The gate: a notebook with twenty figures stays small enough for a repository, as it would be committed. */

import { assert, assertEquals } from "@std/assert";
import {
  commitProblems,
  parseNotebook,
  runNotebook,
  serializeNotebook,
  stripForCommit,
} from "../../../lib/notebook/mod.ts";
import { notebookOf, outputsOf } from "../cells.ts";

const SETUP =
  `import { bar, box, contour, heatmap, histogram, images, line, scatter, surface } from "jsr:@ticks/ticks@^0.1/plot";
import { randomNormal } from "jsr:@ticks/ticks@^0.1/check";
const curve = (length: number, seed: number) =>
  randomNormal(length, seed).map((noise, i) => 2.3 * Math.exp(-3 * i / length) + 0.1 * Math.abs(noise));
const digit = (seed: number) =>
  ({ data: randomNormal(784, seed).map((v) => Math.round(255 * Math.max(0, Math.min(1, v / 2)))), shape: [28, 28] });
const matrix = (size: number, seed: number) => ({ data: randomNormal(size * size, seed), shape: [size, size] });
const bowl = Array.from({ length: 41 }, (_, r) =>
  Array.from({ length: 41 }, (_, c) => ((r - 20) / 7.3) ** 2 + Math.sin(c / 5.1)));`;

/** What notebooks about training show, in typical sizes. */
const FIGURES = [
  'line({ train: curve(500, 1), test: curve(500, 2) }, { title: "Loss" })',
  'line({ "1e-3": curve(1000, 3), "1e-2": curve(1000, 4), "1e-1": curve(1000, 5) }, { title: "Loss by rate", yScale: "log" })',
  'line(curve(3000, 6), { title: "Loss of each tick", point: "tick" })',
  'line(curve(10_000, 7), { title: "Ten thousand ticks" })',
  'line({ mean: curve(200, 8) }, { title: "Norm of the gradient", references: [{ y: 1, label: "clip" }] })',
  'histogram(randomNormal(10_000, 9), { title: "Weights" })',
  'histogram({ before: randomNormal(10_000, 10), after: randomNormal(10_000, 11).map((v) => v / 2) }, { title: "Activations" })',
  'histogram(randomNormal(50_000, 12), { title: "Gradients", bins: 80 })',
  'heatmap(matrix(28, 13), { title: "A digit" })',
  'heatmap(matrix(28, 14), { title: "Its gradient" })',
  'heatmap(matrix(64, 15), { title: "Attention" })',
  'heatmap(matrix(10, 16), { title: "Confusion" })',
  'bar({ ours: 1.2, theirs: 3.4, others: 5.6 }, { title: "Time" })',
  'bar({ forward: [1, 2, 3], backward: [2, 4, 6] }, { title: "Time of a step" })',
  'box({ a: randomNormal(500, 17), b: randomNormal(500, 18) }, { title: "Errors" })',
  'scatter({ x: randomNormal(1000, 19), y: randomNormal(1000, 20) }, { title: "Two parameters" })',
  'images(Array.from({ length: 10 }, (_, i) => digit(21 + i)), { title: "Ten digits" })',
  'images(Array.from({ length: 20 }, (_, i) => digit(31 + i)), { title: "Twenty digits" })',
  'contour(bowl, { title: "Loss landscape" })',
  'surface(bowl, { title: "Loss landscape" })',
];

Deno.test("twenty figures: a notebook that is run and made fit for a repository has less than 1 MB", async () => {
  assertEquals(FIGURES.length, 20);
  const executed = await runNotebook(notebookOf(SETUP, ...FIGURES));
  const notebook = stripForCommit(executed);
  const text = serializeNotebook(notebook);
  const kinds = FIGURES.map((_, i) =>
    outputsOf(notebook, i + 1).flatMap((output) =>
      "data" in output ? Object.keys(output.data) : []
    ).sort()
  );
  for (const kind of kinds) {
    assertEquals(kind, [
      "application/vnd.plotly.v1+json",
      "image/png",
      "text/plain",
    ]);
  }
  assert(text.length < 1_000_000, `${text.length} bytes`);
  assertEquals(commitProblems(parseNotebook(text)), []);
});
