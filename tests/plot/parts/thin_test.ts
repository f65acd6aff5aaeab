import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { thinned, thinnedPoints } from "../../../lib/plot/parts/thin.ts";

Deno.test("thinned: the lowest and the highest of each pixel, and the ends, are kept", () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 2, maxLength: 300 }), (y) => {
      const pixels = 10;
      const x = y.map((_, i) => i);
      const kept = thinned(x, y, "linear", "linear", [0, y.length - 1], pixels);
      assertEquals(kept.toSorted((a, b) => a - b), kept);
      assertEquals([kept[0], kept.at(-1)], [0, y.length - 1]);
      for (const values of columns(x, y, pixels).values()) {
        const shown = kept.map((i) => y[i]);
        assert(shown.includes(Math.min(...values)));
        assert(shown.includes(Math.max(...values)));
      }
      assert(kept.length <= 4 * (pixels + 1));
    }),
    { seed: 5, numRuns: 200 },
  );
});

Deno.test("thinned: on a log axis pixels are those of the axis", () => {
  const x = Array.from({ length: 10_000 }, (_, i) => i + 1);
  const kept = thinned(x, x, "log", "linear", [1, 10_000], 400);
  // The first decade has a quarter of the pixels, so all of its few points stay.
  assertEquals(kept.slice(0, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert(kept.length < 900, `${kept.length}`);
});

Deno.test("thinned: a gap stays a gap", () => {
  const y = [1, NaN, 3, NaN, NaN, 6];
  const kept = thinned([0, 1, 2, 3, 4, 5], y, "linear", "linear", [0, 5], 100);
  assertEquals(kept.map((i) => y[i]), [1, NaN, 3, NaN, 6]);
});

Deno.test("thinnedPoints: each point that is left out has a neighbour within the square", () => {
  const number = fc.double({ min: 0, max: 30, noNaN: true });
  const points = fc.array(fc.tuple(number, number), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(points, (all) => {
      const [x, y] = [0, 1].map((axis) => all.map((point) => point[axis]));
      const kept = thinnedPoints(
        x,
        y,
        ["linear", "linear"],
        [[0, 30], [0, 30]],
        [30, 30],
      );
      all.forEach(([left, top]) =>
        assert(
          kept.some((i) =>
            Math.abs(x[i] - left) <= 3 && Math.abs(y[i] - top) <= 3
          ),
        )
      );
      for (const values of [x, y]) {
        const shown = kept.map((i) => values[i]);
        assert(shown.includes(Math.min(...values)));
        assert(shown.includes(Math.max(...values)));
      }
      assert(kept.length <= 11 * 11 + 4);
    }),
    { seed: 6, numRuns: 200 },
  );
});

function columns(x: number[], y: number[], pixels: number) {
  const last = x.at(-1)! || 1;
  return Map.groupBy(y, (_, i) => Math.floor(x[i] / last * pixels));
}
