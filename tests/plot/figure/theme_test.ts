import { assert, assertEquals } from "@std/assert";
import {
  bar,
  box,
  contour,
  type Figure,
  heatmap,
  histogram,
  line,
  scatter,
  surface,
} from "../../../lib/plot/mod.ts";
import { colours, light } from "../../../lib/plot/parts/style.ts";
import { dark, darkColours } from "../../../lib/plot/figure/theme.ts";
import { contrast } from "../../contrast.ts";

Deno.test("theme: on dark paper text has a contrast of 4.5 : 1 at least, lines of 3 : 1", () => {
  const { paper, grid: _grid, gap: _gap, axis, ...texts } = dark;
  for (const colour of Object.values(texts)) {
    const ratio = contrast(colour, paper);
    assert(ratio >= 4.5, `${colour} on ${paper}: ${ratio}`);
  }
  for (const colour of [axis, ...colours.map((one) => darkColours[one])]) {
    const ratio = contrast(colour, paper);
    assert(ratio >= 3, `${colour} on ${paper}: ${ratio}`);
  }
});

Deno.test("theme: the table can be read in both directions", () => {
  for (const colour of [...colours, ...Object.values(light)]) {
    assert(/^#[0-9a-f]{6}$/.test(darkColours[colour]), colour);
  }
  const values = Object.values(darkColours);
  assertEquals(new Set(values).size, values.length);
});

Deno.test("theme: it knows all colours of the charts", () => {
  const series = { a: [1, 2, NaN], b: [2, 1, 3] };
  const figures: Figure[] = [
    line(series, { references: [{ y: 2, label: "bound" }] }),
    scatter(series),
    bar({ a: 1, b: 2 }),
    box(series),
    histogram(series),
    heatmap([[1, -2], [NaN, 3]]),
    contour([[1, 2], [3, 4]], { path: { x: [0, 1], y: [0, 1] } }),
    surface([[1, 2], [3, 4]], { path: { x: [0, 1], y: [0, 1] } }),
  ];
  const known = new Set(Object.keys(darkColours));
  for (const figure of figures) {
    const hexes = coloursOf(figure.toJSON()).map(hexOf).filter((one) =>
      one !== null
    );
    assert(hexes.length > 10, `${hexes.length} colours`);
    for (const hex of hexes) assert(known.has(hex), `${hex} in ${figure.alt}`);
  }
});

/** What stands under names that end in "color". */
function coloursOf(value: unknown, key = ""): string[] {
  if (typeof value === "string") return /color(way)?$/.test(key) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    coloursOf(item, Array.isArray(value) ? key : name)
  );
}

/** Null for colours that are written so as to stay: names, and the lines of contours. */
function hexOf(colour: string): string | null {
  if (colour.startsWith("#")) return colour.slice(0, 7);
  const parts = /^rgba\((\d+), ?(\d+), ?(\d+),/.exec(colour)?.slice(1);
  if (!parts) return null;
  return "#" +
    parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("");
}
