import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { loadDigits, splitDigits } from "../../examples/mod.ts";

Deno.test("the digits are 10,000 images of ink between 0 and 1, in a seeded order", async () => {
  const { images, labels, count } = await loadDigits();
  assertEquals([count, images.length, labels.length], [
    10_000,
    7_840_000,
    10_000,
  ]);
  assert(images.every((ink) => ink >= 0 && ink <= 1));
  const counts = Array.from(
    { length: 10 },
    (_, digit) => labels.filter((label) => label === digit).length,
  );
  assertEquals(counts.reduce((a, b) => a + b), 10_000);
  assert(counts.every((n) => n > 800 && n < 1200), String(counts));

  const some = await loadDigits({ count: 100 });
  assertEquals(some.images, images.slice(0, 78_400));
  assertEquals(some.labels, labels.slice(0, 100));
  assert(new Set(some.labels).size === 10);
  const other = await loadDigits({ count: 100, seed: 2 });
  assertNotEquals(other.labels, some.labels);
});

Deno.test("a count that there is not is refused", async () => {
  for (const count of [0, 1.5, 10_001, NaN]) {
    const error = await assertRejects(() => loadDigits({ count }), RangeError);
    assertEquals(
      error.message,
      `loadDigits: count is ${count}, expected a whole number from 1 to 10000`,
    );
  }
});

Deno.test("digits split into those to train on and those held out", async () => {
  const digits = await loadDigits({ count: 50, seed: 3 });
  assert(digits.labels instanceof Uint32Array);
  const { train, test } = splitDigits(digits, { test: 20 });
  assertEquals([train.count, test.count], [30, 20]);
  assertEquals([...train.labels, ...test.labels], [...digits.labels]);
  assertEquals(test.images, digits.images.slice(30 * 784));
  assertEquals(train.images.length, 30 * 784);
  for (const bad of [0, 50, 1.5, NaN]) {
    assertThrows(
      () => splitDigits(digits, { test: bad }),
      RangeError,
      `splitDigits: test is ${bad}, expected a whole number from 1 to 49, below the number of images`,
    );
  }
});
