import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import type { FontMetrics } from "../../../lib/plot/font/metrics.ts";
import {
  ownBox,
  pageBox,
  type SvgElement,
} from "../../../lib/plot/picture/svg_box.ts";

/** Each character is half as wide as the font is large. */
const metrics: FontMetrics = {
  ascent: 0.8,
  descent: 0.2,
  width: (text) => text.length / 2,
  covers: () => true,
};

function parse(inner: string): SvgElement {
  const { document } = new JSDOM(`<svg>${inner}</svg>`).window;
  return document.querySelector("svg > *") as unknown as SvgElement;
}

const text =
  `<text x="100" y="50" style="font-size: 10px; text-anchor: middle">abcd</text>`;

Deno.test("ownBox: a line of text by its anchor", () => {
  assertEquals(ownBox(parse(text), metrics), [90, 42, 110, 52]);
  const end = text.replace("middle", "end");
  assertEquals(ownBox(parse(end), metrics), [80, 42, 100, 52]);
  assertEquals(ownBox(parse("<text></text>"), metrics), [0, 0, 0, 0]);
});

Deno.test("ownBox: lines and superscripts", () => {
  const two = `<text y="0" style="font-size: 10px">
    <tspan class="line" x="0" y="0" dy="0em">ab</tspan><tspan class="line" x="0" y="0" dy="1.3em">abcd</tspan></text>`
    .replaceAll(/\n\s*/g, "");
  assertEquals(ownBox(parse(two), metrics), [0, -8, 20, 15]);
  const power =
    `<text style="font-size: 10px">10<tspan style="font-size: 70%">23</tspan></text>`;
  assertEquals(ownBox(parse(power), metrics)[2], 10 + 7);
});

Deno.test("ownBox: a group holds its children, moved and turned", () => {
  const group = `<g><rect x="1" y="2" width="3" height="4"></rect>` +
    `<g transform="translate(10,0) rotate(90)"><rect x="0" y="0" width="5" height="1"></rect></g></g>`;
  ownBox(parse(group), metrics).forEach((edge, i) =>
    assertAlmostEquals(edge, [1, 0, 10, 6][i], 1e-9)
  );
});

Deno.test("pageBox: with all transforms above", () => {
  const inner =
    `<g transform="translate(5 5) scale(2)"><rect x="1" y="1" width="1" height="1" transform="matrix(1,0,0,1,1,0)"></rect></g>`;
  const rect = [...parse(inner).children][0];
  assertEquals(pageBox(rect, metrics), [9, 7, 11, 9]);
  assert(rect.localName === "rect");
});
