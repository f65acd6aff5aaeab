import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { line } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("line: one array, points, and records of both", () => {
  const [one] = line(Float32Array.of(3, 1, 2)).data as Any[];
  assertEquals([one.x, one.y, one.name], [[0, 1, 2], [3, 1, 2], undefined]);

  const [points] = line({ x: [10, 20], y: [1, 2] }).data as Any[];
  assertEquals([points.x, points.y], [[10, 20], [1, 2]]);

  const figure = line(
    { train: [1, 2], validation: { x: [0, 1, 2], y: [3, 4, 5] } },
    { x: [5, 6] },
  );
  const [train, validation] = figure.data as Any[];
  assertEquals([train.name, train.x], ["train", [5, 6]]);
  assertEquals([validation.name, validation.x], ["validation", [0, 1, 2]]);
  assertEquals(figure.layout.showlegend, true);
});

Deno.test("line: series differ by more than colour", () => {
  const series = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`s${i}`, [i, i + 1]]),
  );
  const marks = (line(series).data as Any[]).map(({ line, marker }) =>
    `${line.dash} ${marker.symbol}`
  );
  assertEquals(new Set(marks).size, 24);
});

Deno.test("line: what has no place is a gap, counted in the caption", () => {
  const figure = line([1, NaN, Infinity, -1, 0, 4], {
    yScale: "log",
    caption: "Mine.",
  });
  assertEquals((figure.data[0] as Any).y, [1, null, null, null, null, 4]);
  assertEquals(
    figure.caption,
    "Mine. 2 points are not finite and left as gaps. " +
      "2 points are not positive and cannot be drawn on a log scale.",
  );
  assertStringIncludes(JSON.stringify(figure.layout), "2 points are not");
  const empty = line([NaN, NaN]);
  assertEquals((empty.data[0] as Any).y, [null, null]);
  assertStringIncludes(empty.alt, "no point that can be drawn");
});

Deno.test("line: a log axis takes powers of ten and the range of the data", () => {
  const { layout } = line({ x: [1e-8, 1], y: [1e-3, 10] }, {
    xScale: "log",
    yScale: "log",
    references: [{ y: 1e-5, label: "floor" }],
  }) as Any;
  assertEquals([layout.xaxis.type, layout.xaxis.dtick], ["log", 1]);
  assert(layout.xaxis.range[0] < -8 && layout.xaxis.range[1] > 0);
  assert(layout.yaxis.range[0] < -5, "the reference is in view");
  assertEquals(layout.shapes[0].y0, 1e-5);
  assertEquals(layout.annotations[0].y, -5);
});

Deno.test("line: the alternative text is written from the data", () => {
  assertEquals(
    line({ train: [3, 1, 2], validation: [4, 5, 6] }, {
      title: "Loss",
      xLabel: "step",
      yLabel: "nats",
      references: [{ y: 0.5, label: "goal" }],
    }).alt,
    "Line chart “Loss”: nats by step, 2 series. " +
      "train: 3 points, from 3 at 0 to 2 at 2, lowest 1 at 1, highest 3 at 0. " +
      "validation: 3 points, from 4 at 0 to 6 at 2, lowest 4 at 0, highest 6 at 2. " +
      "Reference line goal at 0.5.",
  );
  assertEquals(line([1, 2], { alt: "mine" }).alt, "mine");
});

Deno.test("line: many points are thinned, the outlier stays, unless asked not to", () => {
  const y = Float64Array.from({ length: 200_000 }, (_, i) => Math.sin(i));
  y[77_777] = 50;
  y[100_000] = NaN;
  const thin = line(y), full = line(y, { thin: false });
  const [points] = thin.data as Any[];
  assert(points.y.length <= 5 * 721, `${points.y.length} points`);
  assert(points.y.includes(50) && points.y.includes(null));
  assertEquals(
    thin.caption,
    "1 point is not finite and left as a gap. " +
      "Thinned, with the lowest and the highest of each pixel kept: 200000 points.",
  );
  assertEquals((full.data[0] as Any).y.length, 200_000);
  assertStringIncludes(thin.alt, "highest 50 at 77777");
});

Deno.test("line: the average is corrected for its start, the raw line is faint behind it", () => {
  const figure = line({ loss: [1, 2, NaN, 4] }, { smooth: 0.5 });
  const [raw, average] = figure.data as Any[];
  assertEquals(raw.y, [1, 2, null, 4]);
  assertEquals([raw.showlegend, raw.line.color.length], [false, 9]);
  // m: 0.5, 1.25, -, 2.625; weights 1 - 0.5^t: 0.5, 0.75, -, 0.875.
  assertEquals(average.y, [1, 1.66667, null, 3]);
  assertEquals(average.name, "loss");
  assertEquals(
    figure.caption,
    "Exponential moving average with factor 0.5, corrected for its start; the raw values " +
      "are faint. 1 point is not finite and left as a gap.",
  );
  assertStringIncludes(figure.alt, "highest 4 at 3, average at the end 3.");
});

Deno.test("line: smooth keeps a constant as it is", () => {
  const [, average] = line(new Float32Array(50).fill(7), { smooth: 0.99 })
    .data as Any[];
  for (const value of average.y) {
    assert(Math.abs(value - 7) < 1e-12, `${value}`);
  }
});

Deno.test("line: a band goes forth below and back above, anew after a gap", () => {
  const figure = line({ mean: [1, 2, 3, 4], other: [1, 1, 1, 1] }, {
    bands: { mean: { lower: [0, 1, NaN, 3], upper: [2, 3, 4, 9] } },
  });
  const [band, mean] = figure.data as Any[];
  assertEquals(band.x, [0, 1, 1, 0, null, 3, 3]);
  assertEquals(band.y, [0, 1, 3, 2, null, 3, 9]);
  assertEquals([band.fill, band.showlegend, mean.name], [
    "toself",
    false,
    "mean",
  ]);
  assert((figure.layout as Any).yaxis.range[1] > 9, "the band is in view");
  assertEquals(
    figure.caption,
    "1 band point is not finite and left as a gap.",
  );
  assertStringIncludes(figure.alt, "highest 4 at 3, band from 3 to 9 at 3.");
});

Deno.test("line: on a log scale a band that reaches zero goes out of view below", () => {
  const figure = line([10, 20], {
    yScale: "log",
    bands: { lower: [-1, 5], upper: [30, 40] },
  });
  const [{ y }] = figure.data as Any[];
  const [low] = (figure.layout as Any).yaxis.range;
  assert(y[0] > 0 && Math.log10(y[0]) < low, `${y[0]} under 10^${low}`);
  assert(low > 0, "and does not stretch the axis");
});

Deno.test("line: a long band is thinned, its outlier stays", () => {
  const lower = new Float32Array(50_000), upper = lower.map(() => 1);
  lower[1234] = -5;
  const [band] = line(lower, { bands: { lower, upper } }).data as Any[];
  assert(band.y.length < 10_000 && band.y.includes(-5));
});

Deno.test("line: series that are markers only, by name or all", () => {
  const series = { a: [1, 2], b: [1, 2] };
  const modes = (markers: Any) =>
    (line(series, { markers }).data as Any[]).map(({ mode }) => mode);
  assertEquals(modes({ a: "only" }), ["markers", "lines+markers"]);
  assertEquals(modes("only"), ["markers", "markers"]);
  assertEquals(modes({ b: false }), ["lines+markers", "lines"]);
});

Deno.test("line: what a point is, as the title of the axis and in the caption", () => {
  const figure = line([1, 2], { point: "tick" }) as Any;
  assertEquals(figure.layout.xaxis.title.text, "tick");
  assertEquals(figure.caption, "Each point is of one tick (one micro-batch).");
  assertStringIncludes(figure.alt, "y by tick");
  const own = line([1, 2], { point: "step", xLabel: "update" }) as Any;
  assertEquals(own.layout.xaxis.title.text, "update");
});

Deno.test("line: a label without room among the lines stands in the legend", () => {
  const wave = Array.from({ length: 100 }, (_, i) => Math.sin(i));
  const crowded = line(wave, { references: [{ y: 0, label: "zero" }] }) as Any;
  assertEquals(crowded.layout.annotations, []);
  const [shape] = crowded.layout.shapes;
  assertEquals([shape.showlegend, shape.name], [true, "zero"]);
  assertEquals([crowded.layout.showlegend, crowded.data[0].showlegend], [
    true,
    false,
  ]);
});

Deno.test("line: errors of the new options", () => {
  const fails = (options: Any, error: Any, message: string) =>
    assertMessage(() => line({ a: [1, 2] }, options), error, message);
  fails(
    { smooth: "0.9" },
    TypeError,
    "options.smooth is a string, expected a number such as 0.9, the part of the average that " +
      "stays at each point",
  );
  fails(
    { smooth: 1 },
    RangeError,
    "options.smooth is 1, expected a number between 0 and 1; leave it out for the raw line",
  );
  fails(
    { bands: { b: { lower: [1, 2], upper: [1, 2] } } },
    RangeError,
    'options.bands has "b", expected names of series: "a"',
  );
  fails(
    { bands: { a: [1, 2] } },
    TypeError,
    'options.bands["a"] is an array of length 2, expected { lower, upper }',
  );
  fails(
    { bands: { a: { lower: [1], upper: [1, 2] } } },
    TypeError,
    'options.bands["a"] has 1 lower and 2 upper, expected 2 of both, as its series has',
  );
  fails(
    { bands: 3 },
    TypeError,
    "options.bands is a number, expected a record of the names of series to { lower, upper }",
  );
  fails(
    { markers: { b: true } },
    RangeError,
    'options.markers has "b", expected names of series: "a"',
  );
  fails(
    { markers: { a: "yes" } },
    TypeError,
    'options.markers["a"] is "yes", expected true or false or "only"',
  );
});

Deno.test("line: errors say what came and what was expected", () => {
  const fails = (series: unknown, error: Any, message: string, x?: number[]) =>
    assertMessage(() => line(series as Any, { x }), error, message);
  fails([], RangeError, emptied("series"));
  fails({ a: [] }, RangeError, emptied('series["a"]'));
  fails(
    {},
    RangeError,
    "series is an empty record, expected at least one name with its numbers",
  );
  const expected =
    "expected an array of numbers, { x, y }, or a record of name to either";
  fails(null, TypeError, `series is null, ${expected}`);
  fails("abc", TypeError, `series is a string, ${expected}`);
  fails(
    BigInt64Array.of(1n),
    TypeError,
    `series is a BigInt64Array, ${expected}`,
  );
  fails([1, "2"], TypeError, "series[1] is a string, expected a number");
  fails(
    { a: 3 },
    TypeError,
    'series["a"] is a number, expected an array of numbers',
  );
  fails(
    { x: [1, 2], y: [1] },
    TypeError,
    "series has 2 x and 1 y, expected as many of both",
  );
  fails(
    { a: [1, 2] },
    TypeError,
    'options.x has 3 numbers and series["a"] 2, expected as many; ' +
      "give series of other lengths as { x, y }",
    [1, 2, 3],
  );
});

function emptied(argument: string): string {
  return `${argument} is empty, expected at least one number; ` +
    "leave it out if there is nothing to show";
}

Deno.test("line: a long legend makes the figure higher, unless it is told how high", () => {
  const series = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`series ${i}`, [1, 2]]),
  );
  assertEquals(line(series).layout.height, 730);
  assertEquals(line(series, { height: 300 }).layout.height, 300);
  assertEquals(line({ a: [1, 2] }).layout.height, 440);
});
