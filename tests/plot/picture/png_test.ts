import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  contour,
  Figure,
  heatmap,
  histogram,
  line,
  surface,
} from "../../../lib/plot/mod.ts";
import { drawSvg } from "../../../lib/plot/picture/svg.ts";

const figures: Record<string, Figure> = {
  line: line({ train: [3, 2, 1], validation: [3, 2.5, NaN] }, {
    title: "Loss",
    xLabel: "step",
    yLabel: "nats",
    yScale: "log",
    references: [{ y: 2, label: "bound" }],
  }),
  histogram: histogram({ before: [1, 2, 2, 3], after: [2, 2] }, { title: "H" }),
  heatmap: heatmap([[1, -2, 3], [0, 4, NaN]], {
    title: "M",
    colorLabel: "gradient",
  }),
  box: new Figure({ data: [{ type: "box", y: [1, 2, 3, 9] }] }),
  violin: new Figure({
    data: [{ type: "violin", y: [1, 2, 3, 9], box: { visible: true } }],
  }),
  patterns: new Figure({
    data: [
      { type: "bar", y: [1, 2], marker: { pattern: { shape: "/" } } },
      { type: "bar", y: [2, 1], marker: { pattern: { shape: "." } } },
    ],
  }),
  contour: contour([[1, 2, 3], [4, NaN, 6], [2, 2, 1]], {
    path: { x: [0, 1, 2], y: [0, 0, 2] },
  }),
  surface: surface([[1, 2, 3], [4, 5, 6], [2, 2, 1]], { zLabel: "loss" }),
  subplots: new Figure({
    data: [
      { type: "scatter", y: [1, 2] },
      { type: "histogram", x: [1, 1, 2], xaxis: "x2", yaxis: "y2" },
      { type: "heatmap", z: [[1, 2], [3, 4]], xaxis: "x3", yaxis: "y3" },
    ],
    layout: { grid: { rows: 1, columns: 3, pattern: "independent" } },
  }),
  slider: new Figure({
    data: [{ type: "scatter", y: [1, 2] }],
    frames: [{ name: "later", data: [{ y: [2, 1] }] }],
    layout: {
      sliders: [{
        steps: ["now", "later"].map((label) => ({
          label,
          method: "animate",
          args: [[label]],
        })),
      }],
    },
  }),
  bubbles: new Figure({
    data: [{
      type: "scatter",
      mode: "text+markers",
      y: [1, 2, 3],
      text: ["a", "b", "c"],
      error_y: { type: "constant", value: 0.5 },
      marker: { size: [10, 20, 30], color: [1, 2, 3], showscale: true },
    }],
  }),
};

for (const [name, figure] of Object.entries(figures)) {
  Deno.test(`toPng: ${name} is a small picture, the same bytes each time`, async () => {
    const png = await figure.toPng();
    assertEquals(png, await figure.toPng());
    const header = new DataView(png.buffer, 16);
    assertEquals(
      [header.getUint32(0), header.getUint32(4)],
      [2 * figure.layout.width!, 2 * figure.layout.height!],
    );
    assert(png.length > 2500 && png.length < 40_000, `${png.length} bytes`);
  });
}

Deno.test("toPng: scale", async () => {
  const png = await figures.box.toPng({ scale: 0.5 });
  assertEquals(new DataView(png.buffer).getUint32(16), 360);
  await assertRejects(
    () => figures.box.toPng({ scale: 0 }),
    RangeError,
    "scale is 0, expected a number above 0 and at most 8",
  );
});

Deno.test("drawSvg: all texts are in the picture, and inside of it", async () => {
  const svg = await drawSvg(figures.line);
  const texts = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)]
    .map(([, inner]) => inner.replace(/<[^>]*>/g, ""));
  for (const text of ["Loss", "step", "nats", "bound", "train", "validation"]) {
    assert(texts.includes(text), `${text} is not among ${texts.join()}`);
  }
  // Tick labels: had plotly.js no sizes of text, it would drop those of the vertical axis.
  for (const text of ["0", "1", "2", "3"]) assert(texts.includes(text), text);
});

/** What each kind of trace leaves in the drawing; text that is laid out in vain is not enough. */
const marks: Record<string, [pattern: RegExp, atLeast: number]> = {
  violin: [/class="violins?"/g, 1],
  patterns: [/<pattern/g, 2],
  contour: [/<g class="contour(?:fill|lines)"><path/g, 1],
  subplots: [/class="subplot /g, 3],
  slider: [/class="slider-label"/g, 2],
  bubbles: [/class="point"/g, 3],
};

for (const [name, [pattern, atLeast]] of Object.entries(marks)) {
  Deno.test(`drawSvg: ${name} leaves its marks`, async () => {
    const svg = await drawSvg(figures[name]);
    const found = svg.match(pattern)?.length ?? 0;
    assert(found >= atLeast, `${found} of ${pattern} in ${svg.slice(0, 5000)}`);
    assert(!svg.includes("NaN"));
  });
}

Deno.test("drawSvg: coordinates told by start and step are drawn as if they were listed", async () => {
  const x = [2, 4, 6], y = [1, 3, 2];
  const short = new Figure({ data: [{ type: "scatter", x, y }] });
  const listed = { ...short.toJSON(), data: short.data };
  assertEquals(Object.keys(short.toJSON().data[0]).includes("x"), false);
  assertEquals(
    anonymous(await drawSvg(short.toJSON())),
    anonymous(await drawSvg(listed)),
  );
});

Deno.test("drawSvg: several at once do not disturb each other", async () => {
  const one = await drawSvg(figures.box);
  const [a, , b] = await Promise.all([
    drawSvg(figures.box),
    drawSvg(figures.heatmap),
    drawSvg(figures.box),
  ]);
  assertEquals(anonymous(a), anonymous(one));
  assertEquals(anonymous(b), anonymous(one));
});

/** Without the names that plotly.js makes up for each drawing. */
function anonymous(svg: string): string {
  return svg.replaceAll(/ tr[0-9a-f]{3,}/g, "").replaceAll(/[0-9a-f]{6}/g, "");
}
