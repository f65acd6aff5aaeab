import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  plainNumbers,
  roundStep,
  writeNumber,
} from "../../../lib/plot/parts/numbers.ts";

Deno.test("plainNumbers: rounded to what the eye can see, gaps are null", () => {
  assertEquals(plainNumbers(Float32Array.of(0.1, 0.2, NaN, Infinity)), [
    0.1,
    0.2,
    null,
    null,
  ]);
  assertEquals(plainNumbers([1.23456789e-7, 1e3]), [1.2346e-7, 1000]);
  assertEquals(plainNumbers([1e6 + 0.123456, 1e6 + 0.2]), [
    1000000.123456,
    1000000.2,
  ]);
  assertEquals(plainNumbers([123456789, 0]), [123456789, 0]);
  assertEquals(plainNumbers([0.1234567891]), [0.12346]);
});

Deno.test("plainNumbers: no number moves by more than 1/100,000 of the range or of itself", () => {
  const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 2 }), (values) => {
      const range = Math.max(...values) - Math.min(...values);
      plainNumbers(values).forEach((plain, i) => {
        const off = Math.abs(plain! - values[i]);
        const bound = 1e-4 * Math.abs(values[i]);
        assert(
          off <= bound && (off <= 1e-5 * range || range === 0 ||
            off <= 1e-14 * Math.abs(values[i])),
          `${values[i]} became ${plain} in a range of ${range}`,
        );
      });
    }),
    { seed: 3, numRuns: 500 },
  );
});

Deno.test("writeNumber: short, and with the digits that a range far from zero needs", () => {
  const written = [0, 42, 0.123456, 1e-7, 2.5e7, -1234.5678, NaN]
    .map((value) => writeNumber(value));
  assertEquals(written, [
    "0",
    "42",
    "0.1235",
    "1e-7",
    "2.5e7",
    "-1235",
    "NaN",
  ]);
  assertEquals(writeNumber(1e6 + 0.25, [1e6, 1e6 + 1]), "1000000.25");
});

Deno.test("roundStep: 1, 2 or 5 times a power of ten, not below", () => {
  assertEquals([0.03, 0.2, 0.21, 7, 100].map(roundStep), [
    0.05,
    0.2,
    0.5,
    10,
    100,
  ]);
});
