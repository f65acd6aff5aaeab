import { assert, assertEquals } from "@std/assert";
import {
  allClose,
  cosineSimilarity,
  maxRelativeError,
  ulpDistance,
} from "../../lib/check/mod.ts";
import { assertMessage } from "../assert_message.ts";

const measures = { maxRelativeError, ulpDistance, allClose, cosineSimilarity };

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

Deno.test("ulpDistance counts representable numbers, across zero and powers of two", () => {
  const below = 1 - 2 ** -53, above = 1 + 2 ** -52;
  assertEquals(ulpDistance([above], [below]), 2);
  assertEquals(ulpDistance([1, 5], [1, 5]), 0);
  assertEquals(ulpDistance([-0], [0]), 0);
  assertEquals(ulpDistance([5e-324], [-5e-324]), 2);
  assertEquals(ulpDistance([Infinity], [Number.MAX_VALUE]), 1);
  const single = (value: number) => Float32Array.of(value);
  assertEquals(ulpDistance(single(1 + 2 ** -23), single(1 - 2 ** -24)), 2);
  // In units of f32 where one array is of it, though the other is not.
  assertEquals(ulpDistance(single(1), [1 + 2 ** -22]), 2);
  // The distance of neighbours is 1 wherever they are.
  for (const value of [1e-300, 1e-5, 3, 1e300]) {
    const next = nextUp(value);
    assert(next > value);
    assertEquals(
      [ulpDistance([next], [value]), ulpDistance([-next], [-value])],
      [1, 1],
    );
  }
});

/** The next number of f64, by its definition: value + the spacing at value. */
function nextUp(value: number): number {
  const spacing = 2 ** (Math.floor(Math.log2(value)) - 52);
  return value + spacing;
}

Deno.test("allClose is the reference's: atol + rtol |expected|, which is not symmetric", () => {
  assert(allClose([1.00001], [1]));
  assert(!allClose([1.0001], [1]));
  assert(allClose([1e-9, 0], [0, 0]));
  assert(!allClose([1e-7], [0]));
  assert(allClose([11], [10], { rtol: 0.1, atol: 0 }));
  assert(allClose([10], [11], { rtol: 0.0999, atol: 0 }));
  assert(!allClose([11], [10], { rtol: 0.0999, atol: 0 }));
  assert(allClose([Infinity, -Infinity], [Infinity, -Infinity]));
  assert(!allClose([Infinity], [-Infinity]));
  assert(!allClose([1e300], [Infinity]));
  assert(
    !allClose([NaN], [NaN]) && !allClose([NaN], [1]) && !allClose([1], [NaN]),
  );
  assertMessage(
    () => allClose([1], [1], { rtol: -1 }),
    RangeError,
    "allClose: rtol is -1, expected a number of at least 0",
  );
  assertMessage(
    () => allClose([1], [1], { atol: NaN }),
    RangeError,
    "allClose: atol is NaN, expected a number of at least 0",
  );
});

Deno.test("cosineSimilarity is the cosine, at any size", () => {
  for (const scale of [1, 1e-200, 1e200]) {
    assertEquals(cosineSimilarity([3 * scale, 4 * scale], [6, 8]), 1);
    assertEquals(cosineSimilarity([scale, 0], [0, 1]), 0);
    assertEquals(cosineSimilarity([scale], [-1]), -1);
  }
  const angle = Math.acos(cosineSimilarity([1, 0], [Math.cos(1), Math.sin(1)]));
  assert(Math.abs(angle - 1) < 1e-15);
  for (const bad of [[NaN, 1], [Infinity, 1], [0, 0]]) {
    assertEquals(cosineSimilarity(bad, [1, 2]), NaN);
    assertEquals(cosineSimilarity([1, 2], bad), NaN);
  }
});

Deno.test("ulpDistance is NaN for NaN", () => {
  assertEquals(ulpDistance([1, NaN], [1, 1]), NaN);
  assertEquals(ulpDistance([1, 1], [NaN, 1]), NaN);
});

for (const [name, measure] of Object.entries(measures)) {
  Deno.test(`${name} refuses empty and unequal input`, () => {
    assertMessage(
      () => measure([], []),
      TypeError,
      `${name}: actual has 0 values and expected 0, expected the same number and at least one`,
    );
    assertMessage(
      () => measure([1, 2], [1]),
      TypeError,
      `${name}: actual has 2 values and expected 1, expected the same number and at least one`,
    );
  });
}
