import { assertEquals } from "@std/assert";
import { maxRelativeError } from "../../lib/check/mod.ts";
import { assertMessage } from "../assert_message.ts";

Deno.test("maxRelativeError is the largest difference over the largest value", () => {
  assertEquals(maxRelativeError([1, 2, -4], [1, 3, -5]), 1 / 5);
  assertEquals(maxRelativeError([0, 0], [0, 0]), 0);
  assertEquals(maxRelativeError([1e-300], [0]), Infinity);
  assertEquals(
    maxRelativeError(new Float32Array([2]), new Float64Array([1])),
    1,
  );
});

Deno.test("maxRelativeError is NaN for what is not finite, so that no bound is met", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    assertEquals(maxRelativeError([1, bad], [1, 2]), NaN);
    assertEquals(maxRelativeError([1, 2], [1, bad]), NaN);
    assertEquals(maxRelativeError([bad], [bad]), NaN);
  }
});

Deno.test("maxRelativeError refuses empty and unequal input", () => {
  assertMessage(
    () => maxRelativeError([], []),
    TypeError,
    "maxRelativeError: actual has 0 values and expected 0, expected the same number and at least one",
  );
  assertMessage(
    () => maxRelativeError([1, 2], [1]),
    TypeError,
    "maxRelativeError: actual has 2 values and expected 1, expected the same number and at least one",
  );
});
