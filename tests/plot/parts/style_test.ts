import { assert, assertEquals } from "@std/assert";
import {
  bar,
  box,
  heatmap,
  histogram,
  images,
  line,
  scatter,
} from "../../../lib/plot/mod.ts";
import { colours, light, template } from "../../../lib/plot/parts/style.ts";
import { contrast } from "../../contrast.ts";

Deno.test("style: every colour of text has a contrast of 4.5 : 1 on the paper", () => {
  const texts = [light.text, light.title, light.caption, light.referenceText];
  for (const colour of texts) {
    const ratio = contrast(colour, light.paper);
    assert(ratio >= 4.5, `${colour}: ${ratio}`);
  }
});

Deno.test("style: figures write in no other colours than these", () => {
  const texts: string[] = [light.text, light.title, light.caption];
  texts.push(light.referenceText);
  const options = { title: "T", caption: "C", point: "step" } as const;
  const references = [{ y: 1.5, label: "bound" }];
  const figures = [
    line({ a: [1, 2] }, { ...options, references }),
    scatter({ a: [1, 2] }, { ...options, references }),
    bar({ a: 1 }, { ...options, references }),
    box({ a: [1, 2] }, options),
    histogram({ a: [1, 2] }, options),
    heatmap([[1, 2]], { ...options, colorLabel: "c" }),
    images([[[1]]], { ...options, labels: ["1"] }),
    { data: [], layout: template.layout },
  ];
  for (const { data, layout } of figures) {
    for (const colour of fontColours([data, layout])) {
      assert(texts.includes(colour), colour);
    }
  }
  assertEquals(fontColours(template.layout).length, 5);
});

Deno.test("style: lines and bars can be seen on the paper", () => {
  assertEquals(new Set(colours).size, 7);
  for (const colour of colours) {
    const ratio = contrast(colour, light.paper);
    assert(ratio >= 2, `${colour}: ${ratio}`);
  }
});

/** The colours of all objects that are fonts, wherever they are. */
function fontColours(value: unknown, key = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { color } = value as { color?: unknown };
  const own = /font$/.test(key) && typeof color === "string" ? [color] : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, item]) => fontColours(item, key)),
  ];
}
