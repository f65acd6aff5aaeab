import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Pool, slabBytes } from "../../lib/device/pool.ts";
import { numRuns } from "../devices.ts";

Deno.test("a slab holds its bytes and at most an eighth more, in steps of 256", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 }), (bytes) => {
      const slab = slabBytes(bytes);
      assert(slab >= bytes && slab > 0 && slab % 256 === 0);
      assert(slab <= Math.max(bytes * 9 / 8, bytes + 256));
    }),
    { numRuns: numRuns * 20, seed: 1 },
  );
});

Deno.test("a pool gives the newest of a size, and drops the oldest beyond its bytes", () => {
  const dropped: string[] = [];
  const pool = new Pool<{ name: string; byteLength: number }>(
    100,
    ({ name }) => dropped.push(name),
  );
  const slab = (name: string, byteLength: number) => ({ name, byteLength });
  pool.give(slab("a", 40));
  pool.give(slab("b", 40));
  pool.give(slab("c", 20));
  assertEquals(pool.take(40)?.name, "b");
  assertEquals(pool.take(30), undefined);
  pool.give(slab("d", 60));
  assertEquals(dropped, ["a"]);
  pool.clear();
  assertEquals(dropped, ["a", "c", "d"]);
  assertEquals(pool.take(20), undefined);
});
