import { assert, assertEquals, assertRejects } from "@std/assert";
import { Figure, heatmap, histogram, line } from "../../../lib/plot/mod.ts";
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
    assert(png.length > 3000 && png.length < 60_000, `${png.length} bytes`);
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

Deno.test("drawSvg: several at once do not disturb each other", async () => {
  const one = await drawSvg(figures.box);
  const [a, , b] = await Promise.all([
    drawSvg(figures.box),
    drawSvg(figures.heatmap),
    drawSvg(figures.box),
  ]);
  const anonymous = (svg: string) => svg.replaceAll(/[0-9a-f]{6}/g, "");
  assertEquals(anonymous(a), anonymous(one));
  assertEquals(anonymous(b), anonymous(one));
});
