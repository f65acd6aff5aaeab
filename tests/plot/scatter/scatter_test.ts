import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { scatter } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("scatter: one array, points, and records of both; never joined", () => {
  const [one] = scatter(Float32Array.of(3, 1, 2)).data as Any[];
  assertEquals([one.mode, one.x, one.y], ["markers", [0, 1, 2], [3, 1, 2]]);
  const figure = scatter({ a: [1, 2], b: { x: [7], y: [8] } }, { x: [5, 6] });
  const [a, b] = figure.data as Any[];
  assertEquals([a.name, a.x, b.name, b.x], ["a", [5, 6], "b", [7]]);
  assert(a.marker.symbol !== b.marker.symbol);
});

Deno.test("scatter: points are counted only where there is no x, and then are steps", () => {
  const label = (figure: Any) => figure.layout.xaxis.title?.text;
  assertEquals(label(scatter([1, 2], { point: "step" })), "step");
  const own = scatter({ x: [1, 2], y: [1, 2] }, { point: "step" });
  assertEquals(label(own), undefined);
  assertEquals(
    own.caption,
    "Each point is of one step (one update of the parameters).",
  );
});

Deno.test("scatter: many points are thinned to what is seen, the extremes stay", () => {
  const x = Float64Array.from({ length: 50_000 }, (_, i) => Math.sin(i));
  const y = Float64Array.from({ length: 50_000 }, (_, i) => Math.cos(1.7 * i));
  y[123] = 9;
  x[4567] = -7;
  const thin = scatter({ x, y }), full = scatter({ x, y }, { thin: false });
  const [trace] = thin.data as Any[];
  assert(trace.x.length < 10_000, `${trace.x.length} points`);
  assert(trace.y.includes(9) && trace.x.includes(-7));
  assertEquals((full.data[0] as Any).x.length, 50_000);
  assertEquals(
    thin.caption,
    "Thinned to one point in 3 by 3 pixels, the extremes kept: 50000 points.",
  );
  assertStringIncludes(thin.alt, "50000 points, x from -7 to 1");
});

Deno.test("scatter: what has no place is left out and counted, without a colour too", () => {
  const figure = scatter({ x: [1, 2, 3, -4], y: [1, NaN, 3, 4] }, {
    xScale: "log",
    color: [1, 2, Infinity, 4],
  });
  assertEquals((figure.data[0] as Any).y, [1, null, null, null]);
  assertEquals(
    figure.caption,
    "2 points are not finite and left out. " +
      "1 point is not positive and cannot be drawn on a log scale.",
  );
});

Deno.test("scatter: a third number is a colour with a bar", () => {
  const figure = scatter({ x: [1, 2], y: [3, 4] }, {
    color: [-1, 0.5],
    colorLabel: "error",
  });
  const { marker } = figure.data[0] as Any;
  assertEquals([marker.color, marker.cmin, marker.cmax], [[-1, 0.5], -1, 1]);
  assertStringIncludes(marker.colorbar.title.text, "error");
  assertStringIncludes(figure.alt, "Colour (error) from -1 to 0.5.");
});

Deno.test("scatter: words and a sketch from the data", () => {
  const figure = scatter({ x: [0, 1, 2], y: [0, 2, 4] }, {
    title: "T",
    xLabel: "truth",
    yLabel: "guess",
  });
  assertEquals(
    figure.alt,
    "Scatter plot “T”: guess by truth. 3 points, x from 0 to 2 (mean 1), " +
      "y from 0 to 4 (mean 2), correlation 1.00.",
  );
  const rows = figure.sketch.split("\n");
  assertEquals(rows[0], `4 |${" ".repeat(55)}●`);
  assertEquals(rows[11], "0 |●");
  assertEquals(rows[5].indexOf("●"), 3 + 28);
  assertEquals(scatter([NaN]).sketch, "");
  assertStringIncludes(scatter([NaN]).alt, "no point that can be drawn");
});

Deno.test("scatter: errors", () => {
  const fails = (options: Any, error: Any, message: string) =>
    assertMessage(() => scatter({ a: [1, 2] }, options), error, message);
  fails(
    { color: [1] },
    TypeError,
    "options.color has 1 numbers and series 2 points, expected as many",
  );
  fails(
    { color: "red" },
    TypeError,
    "options.color is a string, expected an array of numbers",
  );
  assertMessage(
    () => scatter({ a: [1], b: [2] }, { color: [1] }),
    TypeError,
    "options.color colours one series, series has 2; leave it out, and they differ by colour",
  );
  fails(
    { markers: true },
    TypeError,
    "options.markers is not an option of scatter, expected one of alt, caption, color, " +
      "colorLabel, height, point, references, thin, title, width, x, xLabel, xRange, xScale, " +
      "yLabel, yRange, yScale",
  );
});
