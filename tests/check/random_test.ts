import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/mod.ts";

Deno.test("randomNormal gives N(0, 1), the same for the same seed", () => {
  const n = 100_000;
  const values = randomNormal(n, 42);
  assertEquals(randomNormal(n, 42), values);
  assertNotEquals(randomNormal(n, 43), values);
  assert(values.every(Number.isFinite));
  const moment = (power: number) =>
    values.reduce((sum, value) => sum + value ** power, 0) / n;
  // Four standard errors of each moment of N(0, 1): sqrt(1, 2, 15, 96) / sqrt(n).
  for (
    const [power, expected, deviation] of [[1, 0, 1], [2, 1, 2], [3, 0, 15], [
      4,
      3,
      96,
    ]]
  ) {
    const bound = 4 * Math.sqrt(deviation / n);
    assert(Math.abs(moment(power) - expected) <= bound, `moment ${power}`);
  }
});
