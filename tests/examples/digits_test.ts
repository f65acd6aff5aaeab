import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { loadDigits } from "../../examples/mod.ts";

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
