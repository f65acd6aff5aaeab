import { assert, assertEquals } from "@std/assert";
import { gradcheck, GradientReport } from "../../../lib/check/mod.ts";
import {
  type Figure,
  frames,
  gradientCheck,
  gradientFlow,
  grid,
  heatmap,
  line,
  roofline,
} from "../../../lib/plot/mod.ts";
import { drawSvg } from "../../../lib/plot/picture/svg.ts";

const nasty = "<img src=x onerror=alert(1)> $x$";

const report = await gradcheck({
  forward: (x: Float64Array) => x.map((value) => value * value),
  backward: (dy: Float64Array, x: Float64Array) => [
    x.map((value, i) => value * dy[i]), // half of it is missing
  ],
}, [Float64Array.of(1, 2)]);
const [check] = report.checks;

/** Figures, and the texts that their pictures must show besides that of the user. */
const charts: Record<string, [Figure, string[]]> = {
  gradientFlow: [
    gradientFlow({ [nasty]: [1e-6, 2e-6], last: [1, 2] }, { title: "Flow" }),
    ["Flow", "last", "mean", "largest", "absolute gradient"],
  ],
  gradientCheck: [
    gradientCheck(new GradientReport([{ ...check, name: nasty }])),
    ["failed", "bound", "error of the worst element"],
  ],
  roofline: [
    roofline({ [nasty]: { bytes: 1e9, flops: 1e9, seconds: 0.1 } }, {
      bandwidth: 40,
      peak: 800,
    }),
    [
      "memory: 40 GB/s",
      "arithmetic: 800 GFLOP/s",
      "operations per byte (FLOP/B)",
    ],
  ],
  grid: [
    grid([
      line({ train: [1, 2], validation: [2, 1] }, { title: nasty }),
      heatmap([[1, -1]], { title: "Weights" }),
    ], { title: "A run" }),
    ["A run", "Weights", "train", "validation"],
  ],
  frames: [
    frames([[nasty, line([1, 2])], ["b", line([2, 1])]], { label: "state" }),
    [`state: ${nasty}`, "b", "▶"],
  ],
};

for (const [name, [figure, texts]] of Object.entries(charts)) {
  Deno.test(`toPng: ${name} has all its texts, those of users as written`, async () => {
    const png = await figure.toPng({ scale: 1 });
    const header = new DataView(png.buffer, 16);
    assertEquals(
      [header.getUint32(0), header.getUint32(4)],
      [figure.layout.width, figure.layout.height],
    );
    const svg = await drawSvg(figure);
    const shown = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)]
      .map(([, inner]) => readable(inner));
    for (const text of [...texts, nasty]) {
      assert(shown.includes(text), `${text} is not among ${shown.join("; ")}`);
    }
  });
}

/** The text of an SVG element, its lines joined with spaces. */
function readable(inner: string): string {
  return inner.replace(/<\/tspan><tspan/g, "</tspan> <tspan")
    .replace(/<[^>]*>/g, "").replaceAll("\u00a0", " ")
    .replaceAll("&#60;", "<").replaceAll("&#62;", ">");
}
