/** What a report says of wrong gradients that look alike: it has to be true, or nothing. */

import { assertEquals } from "@std/assert";
import { gradcheck, randomNormal } from "../../lib/check/mod.ts";

const shape = [6, 4];
const x = randomNormal(24, 1);
/** What is said of the sine whose gradient is changed. */
async function explanationOf(change: (dx: Float64Array) => Float64Array) {
  const { ok, checks } = await gradcheck(
    {
      forward: (x: Float64Array) => x.map(Math.sin),
      backward: (dy: Float64Array, x: Float64Array) => [
        change(x.map((v, i) => Math.cos(v) * dy[i])),
      ],
    },
    [x],
    { shapes: [shape] },
  );
  assertEquals(ok, false);
  return checks[0].explanation;
}

const cases: [string, (dx: Float64Array) => Float64Array, string | null][] = [
  [
    "one element, by 1e-8",
    (dx) => dx.with(9, dx[9] * (1 + 1e-8)),
    "only row 2, column 1 is wrong",
  ],
  [
    "a row, by 1e-6",
    (dx) => dx.map((v, i) => i >> 2 === 2 ? v * (1 + 1e-6) : v),
    "all errors are in row 2, which is wrong",
  ],
  [
    "all, by 1e-6",
    (dx) => dx.map((v) => v * (1 + 1e-6)),
    "every element is off by a factor of 1 + 1.0e-6",
  ],
  [
    "all, by -3e-4",
    (dx) => dx.map((v) => v * (1 - 3e-4)),
    "every element is off by a factor of 1 - 3.0e-4",
  ],
  [
    "noise of 1e-6",
    (dx) => dx.map((v, i) => v + 1e-6 * Math.sin(7 * i + i * i)),
    null,
  ],
  [
    "rounded to f32",
    (dx) => Float64Array.from(dx, Math.fround),
    "the gradient is rounded to single precision (f32)",
  ],
  [
    "every other element 0",
    (dx) => dx.map((v, i) => i % 2 === 0 ? v : 0),
    "12 of 24 elements are left out (0)",
  ],
  [
    "negative ones 0",
    (dx) => dx.map((v) => Math.max(0, v)),
    "the negative elements are left out (0)",
  ],
  [
    "absolute value",
    (dx) => dx.map(Math.abs),
    "the sign is lost: the gradient is the absolute value",
  ],
  [
    "every other element negated",
    (dx) => dx.map((v, i) => i % 2 === 0 ? v : -v),
    "the sign of 12 of 24 elements is wrong",
  ],
  [
    "times 0.1",
    (dx) => dx.map((v) => 0.1 * v),
    "every element is off by a factor of 0.1",
  ],
];
for (const [name, change, explanation] of cases) {
  Deno.test(`explained: ${name}`, async () => {
    assertEquals(await explanationOf(change), explanation);
  });
}
