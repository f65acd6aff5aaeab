import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { box } from "../../../lib/plot/mod.ts";
import { boxOf } from "../../../lib/plot/box/box_values.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("boxOf: quartiles, whiskers and outliers of known numbers", () => {
  const found = boxOf([9, 1, 2, 3, 4, 30], "linear")!;
  // Sorted 1 2 3 4 9 30: NumPy's linear quartiles stand at 1.25, 2.5 and 3.75.
  assertEquals([found.q1, found.median, found.q3], [2.25, 3.5, 7.75]);
  assertEquals([found.lowerFence, found.upperFence], [1, 9]);
  assertEquals(found.outliers, [30]);
  assertEquals(boxOf([NaN, Infinity], "linear"), null);
  assertEquals(boxOf([0, -1], "log"), null);
});

Deno.test("boxOf: on a log scale all is computed on it", () => {
  const found = boxOf([1, 10, 100, 1000, 10_000], "log")!;
  assertEquals(Math.round(found.q1), 10);
  assertEquals(Math.round(found.median), 100);
  assertEquals(found.outliers, []);
  assertEquals(boxOf([1, 10, 100, 1000, 10_000], "linear")!.outliers, [10_000]);
});

Deno.test("boxOf: every value is in the box, on a whisker or an outlier", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), (values) => {
      const found = boxOf(values, "linear")!;
      const { lowerFence, q1, median, q3, upperFence } = found;
      assert(lowerFence <= median && median <= upperFence);
      assert(q1 <= median && median <= q3);
      const inside = values.filter((v) => v >= lowerFence && v <= upperFence);
      assertEquals(inside.length + found.outliers.length, values.length);
    }),
    { seed: 9, numRuns: 300 },
  );
});

Deno.test("box: many values make a small figure; outliers are counted and drawn once a place", () => {
  const values = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
  for (let i = 0; i < 5000; i++) values[i] = 50 + i % 10;
  const thin = box({ a: values }), full = box({ a: values }, { thin: false });
  const [boxes, outliers] = thin.data as Any[];
  assertEquals([boxes.x, boxes.q1.length], [["a"], 1]);
  assertEquals((full.data[1] as Any).y.length, 5000);
  assert(outliers.y.length <= 30 && outliers.y.includes(59));
  assert(JSON.stringify(thin).length < 5000);
  assertEquals(
    thin.caption,
    `5000 of 100000 values lie beyond the whiskers, drawn as ${outliers.y.length} points, ` +
      "one where several would cover each other.",
  );
});

Deno.test("box: what has no place is left out and counted, an empty place keeps its name", () => {
  const figure = box({ a: [1, NaN, 3], b: [NaN], c: [-1, 2] }, {
    yScale: "log",
    point: "step",
  });
  assertEquals((figure.data[0] as Any).x, ["a", "c"]);
  assertEquals((figure.layout as Any).xaxis.categoryarray, ["a", "b", "c"]);
  assertEquals(
    figure.caption,
    "Each value is of one step (one update of the parameters). " +
      "2 values are not finite and left out. " +
      "1 value is not positive and cannot be drawn on a log scale.",
  );
  assertStringIncludes(figure.alt, "b: no value that can be drawn.");
});

Deno.test("box: words and a sketch from the data", () => {
  const figure = box({ "layer 1": [0, 1, 2, 3, 4], "layer 2": [8] }, {
    title: "B",
    yLabel: "gradient",
  });
  assertEquals(
    figure.alt,
    "Box plot “B”: gradient by name, 2 boxes. layer 1: 5 values, median 2, " +
      "half of them from 1 to 3, all from 0 to 4. " +
      "layer 2: 1 value, median 8, half of them from 8 to 8, all from 8 to 8.",
  );
  assertEquals(figure.sketch.split("\n"), [
    `layer 1 ├────▒▒▒▒▒┃▒▒▒▒▒────┤${" ".repeat(19)} 2`,
    `layer 2 ${" ".repeat(39)}┃ 8`,
  ]);
  assertEquals(box([NaN]).sketch, "");
});

Deno.test("box: errors", () => {
  assertMessage(
    () => box({ a: [] }),
    RangeError,
    'series["a"] is empty, expected at least one number; leave it out if there is nothing to show',
  );
  assertMessage(
    () => box("a" as Any),
    TypeError,
    "series is a string, expected an array of numbers, or a record of name to one",
  );
  assertMessage(
    () => box([1], { bins: 3 } as Any),
    TypeError,
    "options.bins is not an option of box, expected one of alt, caption, height, point, thin, " +
      "title, width, xLabel, yLabel, yRange, yScale",
  );
});
