import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { line } from "../../lib/plot/mod.ts";
import { assertMessage } from "../assert_message.ts";

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
