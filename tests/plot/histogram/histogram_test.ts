import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { histogram } from "../../../lib/plot/mod.ts";
import { chooseBins, countInto } from "../../../lib/plot/histogram/bins.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("histogram: every value is counted once, whatever the values", () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 60 }),
      fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      (values, count) => {
        const bins = chooseBins([values], "linear", count);
        const counts = countInto(bins, values, "linear");
        const sum = counts.reduce((a, b) => a + b, 0);
        assertEquals(sum, values.length);
        assert(bins.centres.length <= 100, `${bins.centres.length} bins`);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

Deno.test("histogram: the same bins for all series, whole numbers in the middle", () => {
  const bins = chooseBins([[1, 2, 2, 3], [5]], "linear");
  assertEquals(bins.edges, [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]);
  assertEquals(bins.centres, [1, 2, 3, 4, 5]);
  assertEquals(countInto(bins, [1, 2, 2, 3], "linear"), [1, 2, 1, 0, 0]);
});

Deno.test("histogram: a constant is one bin, equal values with an outlier are more", () => {
  assertEquals(chooseBins([[5, 5]], "linear").edges, [4.5, 5.5]);
  assert(chooseBins([[0, 0, 0, 0, 0.7]], "linear").centres.length >= 3);
});

Deno.test("histogram: bins of a log scale are equally wide on it", () => {
  const { edges } = chooseBins([[1e-6, 1e-3, 1, 1e3]], "log");
  const ratios = edges.slice(1).map((edge, i) => edge / edges[i]);
  assert(Math.max(...ratios) / Math.min(...ratios) < 1.001);
});

Deno.test("histogram: the outline goes down to the floor at both ends", () => {
  const figure = histogram({ before: [1, 2, 2], after: [2, 2, 2] });
  const [before, after] = figure.data as Any[];
  assertEquals(before.x, [0, 1, 2, 3]);
  assertEquals(before.y, [0, 1, 2, 0]);
  assertEquals(after.y, [0, 0, 3, 0]);
  assert(before.line.dash !== after.line.dash);
});

Deno.test("histogram: densities have an area of 1", () => {
  const [{ x, y }] = histogram([0, 0.1, 0.5, 1.7, 2.5], { density: true })
    .data as Any[];
  const area = (x[2] - x[1]) * y.reduce((a: number, b: number) => a + b, 0);
  assert(Math.abs(area - 1) < 1e-4, `${area}`);
});

Deno.test("histogram: what has no place is left out and counted", () => {
  const figure = histogram([1, NaN, -1, 10], { xScale: "log", yScale: "log" });
  assertEquals(
    figure.caption,
    "1 value is not finite and left out. " +
      "1 value is not positive and cannot be drawn on a log scale.",
  );
  assert((figure.data[0] as Any).y.every((height: number) => height > 0));
  assertStringIncludes(histogram([NaN]).alt, "no value that can be drawn");
});

Deno.test("histogram: the alternative text is written from the data", () => {
  assertEquals(
    histogram({ x: [1, 2, 2, 3] }, { title: "Few", xLabel: "count" }).alt,
    "Histogram “Few” of count: 3 bins from 0.5 to 3.5. x: 4 values, mean 2, " +
      "standard deviation 0.7071, most (2) from 1.5 to 2.5.",
  );
});

Deno.test("histogram: errors", () => {
  assertMessage(
    () => histogram({ x: [1], y: [2] }),
    TypeError,
    "series has x and y, expected arrays of numbers; for points use line",
  );
  assertMessage(
    () => histogram([]),
    RangeError,
    "series is empty, expected at least one number; leave it out if there is nothing to show",
  );
});
