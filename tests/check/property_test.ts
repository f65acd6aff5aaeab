import { assert, assertRejects } from "@std/assert";
import { AssertionError } from "node:assert";
import { assertGradientsProperty } from "../../lib/check/property.ts";
import { LayerNorm, openDevice } from "../../mod.ts";

const sizes = { rows: [1, 5], columns: [1, 9] } as const;
type Sizes = { rows: number; columns: number };
const shapes = ({ rows, columns }: Sizes) => [[rows, columns], [columns]];

/** x times a weight for each column; the backward pass sums the rows before `rows`. */
const scaled = (summed: (sizes: Sizes) => number) => (sizes: Sizes) => ({
  forward: (x: Float64Array, w: Float64Array) =>
    x.map((v, i) => v * w[i % sizes.columns]),
  backward: (dy: Float64Array, x: Float64Array, w: Float64Array) => {
    const dw = new Float64Array(sizes.columns);
    for (let i = 0; i < summed(sizes) * sizes.columns; i++) {
      dw[i % sizes.columns] += dy[i] * x[i];
    }
    return [dy.map((v, i) => v * w[i % sizes.columns]), dw];
  },
});

Deno.test("right gradients pass for all sizes", async () => {
  await assertGradientsProperty(scaled(({ rows }) => rows), { sizes, shapes });
});

Deno.test("a mistake at some sizes is shrunk to the smallest", async () => {
  // Right for one row to three, and wrong from the fourth.
  const wrong = scaled(({ rows }) => Math.min(rows, 3));
  const error = await assertRejects(
    () => assertGradientsProperty(wrong, { sizes, shapes }),
    AssertionError,
  );
  assert(
    error.message.includes('{"rows":4,"columns":1}, seed 1'),
    error.message,
  );
  assert(
    error.message.includes(
      "input 1: the last row of the batch is left out of the sum",
    ),
    error.message,
  );
});

Deno.test("a module is checked with its parameters", async () => {
  const device = await openDevice("cpu");
  await assertGradientsProperty(
    ({ columns }: Sizes) => new LayerNorm(columns, { device, dtype: "f64" }),
    {
      sizes: { rows: [1, 3], columns: [2, 7] },
      shapes: ({ rows, columns }) => [[rows, columns]],
      runs: 30,
    },
  );
});

Deno.test("bad ranges are refused", async () => {
  const error = await assertRejects(
    () =>
      assertGradientsProperty(scaled(({ rows }) => rows), {
        sizes: { rows: [2, 1], columns: [1, 1] },
        shapes,
      }),
    RangeError,
  );
  assert(
    error.message ===
      "assertGradientsProperty: sizes.rows is [2, 1], expected two whole numbers of at least 1, the smaller first",
  );
});
