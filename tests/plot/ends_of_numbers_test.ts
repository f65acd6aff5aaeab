/** Numbers at the ends of what f64 can hold: a chart draws them, or says that it cannot. */

import { assertEquals } from "@std/assert";
import * as plot from "../../lib/plot/mod.ts";
import { assertMessage } from "../assert_message.ts";

const least = Number.MIN_VALUE, far = 1.7e308;

/** Each kind of chart of four numbers. */
const charts: Record<string, (numbers: number[]) => plot.Figure> = {
  bar: (y) => plot.bar(y),
  box: (y) => plot.box(y),
  contour: ([a, b, c, d]) => plot.contour([[a, b], [c, d]]),
  heatmap: ([a, b, c, d]) => plot.heatmap([[a, b], [c, d]]),
  histogram: (y) => plot.histogram(y),
  images: ([a, b, c, d]) => plot.images([[[a, b], [c, d]]]),
  line: (y) => plot.line(y),
  scatter: (y) => plot.scatter(y),
  "scatter with colours": (y) => plot.scatter(y.map((_, i) => i), { color: y }),
  surface: ([a, b, c, d]) => plot.surface([[a, b], [c, d]]),
};

for (const [name, chart] of Object.entries(charts)) {
  Deno.test(`ends of numbers: a ${name} of the smallest is drawn`, async () => {
    const figure = chart([least, 2 * least, 3 * least, 0]);
    const png = await figure.toPng();
    assertEquals([...png.slice(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
  });

  Deno.test(`ends of numbers: a ${name} of 1e300 is drawn`, async () => {
    // Bars and boxes leave some room beside that.
    const png = await chart([8e299, -8e299, 1, 0]).toPng();
    assertEquals([...png.slice(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
  });

  Deno.test(`ends of numbers: a ${name} of the largest says that it cannot be`, () => {
    assertMessage(
      () => chart([far, -far, 1, 0]),
      RangeError,
      "the values reach from -1.7e308 to 1.7e308, expected from -1e300 to 1e300: divide them first",
    );
  });
}

Deno.test("ends of numbers: a log scale draws them all, but has no bins for them", () => {
  const figure = plot.line([least, 1, far], { yScale: "log" });
  assertEquals(figure.layout.yaxis?.range?.every(Number.isFinite), true);
  assertMessage(
    () => plot.histogram([1, far], { xScale: "log" }),
    RangeError,
    "the values reach from 1 to 1.7e308, expected from 1e-300 to 1e300",
  );
});
