import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { roofline } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const roofs = { bandwidth: 40, peak: 800 };

Deno.test("roofline: points and roofs stand where the formula has them", () => {
  const figure = roofline({
    memory: { bytes: 4e9, flops: 8e9, seconds: 0.2 },
    compute: { bytes: 1e9, flops: 100e9, seconds: 0.25 },
  }, roofs);
  const [roof, memory, compute] = figure.data as Any[];
  assertEquals([memory.x, memory.y], [[2], [40]]);
  assertEquals([compute.x, compute.y], [[100], [400]]);
  const [left, ridge, right] = roof.x;
  assertEquals(ridge, 20);
  assertEquals(roof.y[1], 800);
  assertEquals(roof.y[2], 800);
  assert(Math.abs(roof.y[0] / (40 * left) - 1) < 1e-4);
  assert(left < 2 && right > 100);
  assert(memory.marker.symbol !== compute.marker.symbol);
  const { xaxis, yaxis } = figure.layout as Any;
  assertEquals([xaxis.type, yaxis.type], ["log", "log"]);
  assertEquals(xaxis.title.text, "operations per byte (FLOP/B)");
  assertEquals(yaxis.title.text, "operations per second (GFLOP/s)");
});

Deno.test("roofline: the share of the roof that each point reaches, in words", () => {
  const figure = roofline({
    memory: { bytes: 4e9, flops: 4e9, seconds: 0.2 },
    compute: { bytes: 1e9, flops: 100e9, seconds: 0.25 },
  }, { ...roofs, title: "Mine" });
  assertEquals(
    figure.alt,
    "Roofline “Mine” (log scales): memory 40 GB/s, arithmetic 800 GFLOP/s. " +
      "memory reaches 50 % of the memory roof (20 GB/s): 20 GFLOP/s at 1 operation per byte. " +
      "compute reaches 50 % of the arithmetic roof: 400 GFLOP/s at 100 operations per byte. " +
      "The roofs meet at 20 operations per byte.",
  );
  assertEquals(
    figure.sketch,
    "memory  ██████████·········· 50 %\n" +
      "compute ██████████·········· 50 %",
  );
});

Deno.test("roofline: what is above a roof or has no place is told", () => {
  const figure = roofline({
    cached: { bytes: 1e9, flops: 1e9, seconds: 0.01 },
    copy: { bytes: 1e9, flops: 0, seconds: 0.05 },
    broken: { bytes: 1e9, flops: 1e9, seconds: NaN },
  }, roofs);
  assertEquals(figure.data.length, 2);
  assertEquals(
    figure.caption,
    "The roofs meet at 20 operations per byte. " +
      "Above the roof, so the data came from a cache or the roof is too low: cached. " +
      "Without operations, not drawn: copy, 50 % of the memory roof (20 GB/s). " +
      "1 point is not finite and left out: broken.",
  );
  assertStringIncludes(figure.alt, "cached reaches 250 % of the memory roof");
  const none = roofline({ copy: { bytes: 1, flops: 0, seconds: 1 } }, roofs);
  assertEquals(none.data.length, 1);
});

Deno.test("roofline: errors say what came and what was expected", () => {
  const fails = (
    points: unknown,
    error: Any,
    message: string,
    options: Any = roofs,
  ) => assertMessage(() => roofline(points as Any, options), error, message);
  const right = { bytes: 1, flops: 1, seconds: 1 };
  fails(
    [right],
    TypeError,
    "points is an array of length 1, expected a record of name to { bytes, flops, seconds }",
  );
  fails(
    {},
    RangeError,
    "points is an empty record, expected at least one name with { bytes, flops, seconds }",
  );
  fails(
    { a: { bytes: 1, flops: 1 } },
    TypeError,
    'points["a"].seconds is undefined, expected a number',
  );
  fails(
    { a: { ...right, bytes: 0 } },
    RangeError,
    'points["a"].bytes is 0, expected a number above 0',
  );
  fails(
    { a: { ...right, flops: -1 } },
    RangeError,
    'points["a"].flops is -1, expected a number of at least 0',
  );
  fails(
    { a: right },
    TypeError,
    "options.peak is undefined, expected a number of GFLOP/s",
    { bandwidth: 1 },
  );
  fails(
    { a: right },
    RangeError,
    "options.bandwidth is Infinity, expected a finite number of GB/s above 0",
    { bandwidth: Infinity, peak: 1 },
  );
  fails(
    { a: right },
    TypeError,
    'options is null, expected an object such as { title: "Loss" }',
    null,
  );
});
