import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bar } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("bar: numbers by name, arrays, and groups", () => {
  const [one] = bar({ SGD: 3, Adam: 2 }).data as Any[];
  assertEquals([one.type, one.x, one.y], ["bar", ["SGD", "Adam"], [3, 2]]);
  const [counted] = bar(Float32Array.of(3, 2)).data as Any[];
  assertEquals([counted.x, counted.y], [[0, 1], [3, 2]]);
  const figure = bar({ x: [1, 2], y: [3, 4] }, { categories: ["a", "b"] });
  const [x, y] = figure.data as Any[];
  assertEquals([x.name, x.x, y.name, y.y], ["x", ["a", "b"], "y", [3, 4]]);
  assertEquals(figure.layout.showlegend, true);
});

Deno.test("bar: eight series differ by pattern", () => {
  const eight = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [`s${i}`, [i]]),
  );
  const looks = (bar(eight).data as Any[]).map(({ marker }) => {
    assertEquals(marker.pattern.bgcolor, marker.color);
    return marker.pattern.shape;
  });
  assertEquals(new Set(looks).size, 8);
});

Deno.test("bar: zero is in view, and values of both signs", () => {
  const range = (values: Any, options = {}) =>
    (bar(values, options).layout as Any).yaxis.range;
  assertEquals(range({ a: 100, b: 100 }), [0, 106]);
  const [low, high] = range({ a: -2, b: 3 });
  assert(low < -2 && high > 3);
  assertEquals(range({ a: -100 }), [-106, 0]);
  assert(range({ a: 1 }, { errors: { a: 9 } })[0] < -8, "errors are in view");
});

Deno.test("bar: a log scale begins under the lowest bar; what it cannot show is a gap", () => {
  const figure = bar({ a: 0, b: 10, c: 1000, d: NaN }, { yScale: "log" });
  assertEquals((figure.data[0] as Any).y, [null, 10, 1000, null]);
  const [low] = (figure.layout as Any).yaxis.range;
  assert(low < 1 && low > 0.5, `${low}`);
  assertEquals(
    figure.caption,
    "1 value is not finite and left as a gap. " +
      "1 value is not positive and cannot be drawn on a log scale.",
  );
});

Deno.test("bar: counted bars are steps, named ones are not", () => {
  const label = (figure: Any) => figure.layout.xaxis.title?.text;
  assertEquals(label(bar([1, 2], { point: "tick" })), "tick");
  const named = bar({ a: 1 }, { point: "tick" });
  assertEquals(label(named), undefined);
  assertEquals(named.caption, "Each bar is of one tick (one micro-batch).");
});

Deno.test("bar: long names stand slanted or upright, with room of their own", () => {
  const long = (count: number) =>
    bar(Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`model.layers.${i}.weight`, i]),
    )).layout as Any;
  assertEquals(bar({ a: 1, b: 2 }).layout.xaxis!.tickangle, 0);
  assertEquals([long(12), long(40)].map(({ xaxis }) => xaxis.tickangle), [
    -40,
    -90,
  ]);
  assert(long(40).height > long(12).height && long(12).height > 440);
});

Deno.test("bar: words and a sketch from the data", () => {
  const figure = bar({ forward: [1, -2], backward: [3, NaN] }, {
    categories: ["a", "b"],
    errors: { forward: [0.5, 0.25] },
    references: [{ y: 2, label: "budget" }],
    yLabel: "ms",
  });
  assertEquals(
    figure.alt,
    "Bar chart: ms by name, 2 series. forward: a 1 ± 0.5, b -2 ± 0.25. " +
      "backward: a 3, b none. Reference line budget at 2. " +
      "1 value is not finite and left as a gap.",
  );
  assertEquals(figure.sketch.split("\n"), [
    `a, forward  ${" ".repeat(16)}████████ 1`,
    `a, backward ${" ".repeat(16)}${"█".repeat(24)} 3`,
    `b, forward  ${"█".repeat(16)} -2`,
    "b, backward  none",
  ]);
  const many = bar(Float32Array.from({ length: 50 }, (_, i) => i));
  assertStringIncludes(many.alt, "50 bars, lowest 0 0, highest 49 49.");
  assertStringIncludes(many.sketch, "and 26 more");
  assertStringIncludes(bar([NaN]).alt, "no bar that can be drawn");
});

Deno.test("bar: errors say what came and what was expected", () => {
  const fails = (values: Any, options: Any, error: Any, message: string) =>
    assertMessage(() => bar(values, options), error, message);
  fails(
    { a: 1 },
    { categories: ["a"] },
    TypeError,
    "options.categories is given and values has names of its own, expected one of both",
  );
  fails(
    { a: [1], b: [1, 2] },
    {},
    TypeError,
    'values["b"] has 2 numbers and values["a"] 1, expected as many in each series',
  );
  fails(
    [1, 2],
    { categories: ["a"] },
    TypeError,
    "options.categories has 1 names and values 2 bars, expected as many",
  );
  fails(
    [1, 2],
    { categories: ["a", "a"] },
    RangeError,
    'options.categories has "a" twice, expected names that differ',
  );
  fails(
    { a: 1, b: "2" },
    {},
    TypeError,
    'values["a"] is a number, expected an array of numbers',
  );
  fails(
    {},
    {},
    RangeError,
    "values is an empty record, expected at least one name with its numbers",
  );
  fails(
    new Float32Array(1001),
    {},
    RangeError,
    "values has 1001 bars a series, expected at most 1000; draw so many with line",
  );
  fails(
    { a: 1 },
    { errors: [1] },
    TypeError,
    "options.errors is an array of length 1, expected a record of name to number, as values is",
  );
  fails(
    { a: 1 },
    { errors: { b: 1 } },
    TypeError,
    'options.errors has "b", expected the names of values: "a"',
  );
  fails(
    [1],
    { errors: [1, 2] },
    TypeError,
    "options.errors has 2 numbers for 1 bars, expected as many",
  );
  fails(
    [1],
    { errors: [-1] },
    RangeError,
    "options.errors has -1, expected lengths of at least 0",
  );
});
