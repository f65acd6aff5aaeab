import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  followGround,
  visiblePlaces,
} from "../../../lib/plot/landscape/descent_path.ts";
import {
  heightAt,
  readLandscape,
  refinedLandscape,
  thinnedLandscape,
} from "../../../lib/plot/landscape/landscape.ts";

Deno.test("readLandscape: rows, a flat array and coordinates", () => {
  const rows = [[1, 2, 3], [4, NaN, -6]];
  const plain = readLandscape(rows, "linear");
  assertEquals(plain.x, [0, 1, 2]);
  assertEquals(plain.y, [0, 1]);
  assertEquals(plain.gaps, { notFinite: 1, notPositive: 0 });
  const flat = { data: Float32Array.of(...rows.flat()), shape: [2, 3] };
  assertEquals(readLandscape(flat, "linear"), plain);
  const log = readLandscape({ x: [1, 2, 4], y: [0, 9], z: flat }, "log");
  assertEquals(log.x, [1, 2, 4]);
  assertEquals(log.y, [0, 9]);
  assertEquals(log.gaps, { notFinite: 1, notPositive: 1 });
  assertEquals(log.rows, [[1, 2, 3], [4, NaN, NaN]]);
});

Deno.test("heightAt: between points, on their edges, and nowhere else", () => {
  const land = readLandscape({
    x: [0, 2, 3],
    y: [0, 1],
    z: [[0, 2, NaN], [4, 6, 8]],
  }, "linear");
  assertEquals(heightAt(land, 0, 0), 0);
  assertEquals(heightAt(land, 2, 1), 6);
  assertEquals(heightAt(land, 1, 0.5), 3);
  assertEquals(heightAt(land, 2.5, 1), 7); // on the edge the gap has no weight
  assertEquals(heightAt(land, 2.5, 0.5), NaN);
  assertEquals(heightAt(land, -0.1, 0), NaN);
  assertEquals(heightAt(land, 0, 1.1), NaN);
  assertEquals(heightAt(land, NaN, 0), NaN);
});

Deno.test("thinnedLandscape: even, with both ends and the lowest point", () => {
  const z = Array.from(
    { length: 300 },
    (_, r) => Array.from({ length: 40 }, (_, c) => r + c),
  );
  z[77][13] = -5;
  const thin = thinnedLandscape(readLandscape(z, "linear"));
  assertEquals(thin.x.length, 40);
  assert(thin.y.length >= 50 && thin.y.length <= 51, `${thin.y.length} rows`);
  assertEquals([thin.y[0], thin.y.at(-1)], [0, 299]);
  assertEquals(thin.rows[thin.y.indexOf(77)][13], -5);
  thin.y.forEach((y, i) => assertEquals(thin.rows[i][0], z[y][0]));
  const small = readLandscape([[1, 2], [3, 4]], "linear");
  assertEquals(thinnedLandscape(small), small);
});

Deno.test("refinedLandscape: more points of the same landscape", () => {
  const land = readLandscape([[0, 1], [2, NaN]], "linear");
  const fine = refinedLandscape(land);
  assertEquals(fine.x.length, 25);
  assertEquals([fine.x[0], fine.x.at(-1)], [0, 1]);
  fine.x.forEach((x, i) => assertAlmostEquals(fine.rows[0][i], x, 1e-12));
  assertEquals(fine.rows[3][3], NaN);
});

Deno.test("followGround: between its points the path lies on the ground", () => {
  const z = Array.from(
    { length: 9 },
    (_, r) => Array.from({ length: 9 }, (_, c) => (c - 4) ** 2 + r),
  );
  const land = readLandscape(z, "linear");
  const ends = [{ x: 0, y: 0, z: 16 }, { x: 8, y: 8, z: 24 }];
  const path = followGround(ends, land);
  assertEquals([path[0], path.at(-1)], ends);
  assertEquals(path.length, 81);
  for (const { x, y, z } of path) {
    assertAlmostEquals(z, heightAt(land, x, y), 1e-9);
    assertAlmostEquals(x, y, 1e-9);
  }
});

Deno.test("visiblePlaces: of many points those that can be told apart, and the last", () => {
  const land = readLandscape([[0, 0], [0, 0]], "linear");
  const places = Array.from(
    { length: 5001 },
    (_, i) => ({ x: i / 5000, y: 0, z: 0 }),
  );
  const few = visiblePlaces(places, land);
  assert(few.length > 240 && few.length < 260, `${few.length} points`);
  assertEquals([few[0], few.at(-1)], [places[0], places[5000]]);
  assertEquals(visiblePlaces(places.slice(0, 200), land).length, 200);
});
