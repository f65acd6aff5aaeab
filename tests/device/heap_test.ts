import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CpuBackend } from "../../lib/device/cpu_backend.ts";
import { makeDevice } from "../../lib/device/device.ts";
import { Heap } from "../../lib/device/heap.ts";
import { CpuOutOfMemoryError } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { numRuns } from "../devices.ts";

const page = 2 ** 16;

Deno.test("a heap gives addresses of its own, multiples of 256, and all of it is one hole again in the end", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          bytes: fc.integer({ min: 0, max: 3 * page }),
          freed: fc.option(fc.nat()),
        }),
        { minLength: 1, maxLength: 60 },
      ),
      (calls) => {
        const heap = new Heap(2 ** 10);
        const held: { address: number; bytes: number }[] = [];
        for (const { bytes, freed } of calls) {
          const address = heap.allocate(bytes);
          assert(address > 0 && address % 256 === 0);
          assert(address + bytes <= heap.buffer.byteLength);
          for (const other of held) {
            assert(
              address >= other.address + Math.max(1, other.bytes) ||
                address + Math.max(1, bytes) <= other.address,
              "no two overlap",
            );
          }
          held.push({ address, bytes });
          if (freed !== null) {
            const [{ address, bytes }] = held.splice(freed % held.length, 1);
            heap.free(address, bytes);
          }
        }
        for (const { address, bytes } of held) heap.free(address, bytes);
        assertEquals(heap.used, 0);
        const size = heap.buffer.byteLength;
        const all = heap.allocate(size - 256);
        assertEquals([all, heap.buffer.byteLength], [256, size]);
      },
    ),
    { numRuns: numRuns * 4, seed: 1 },
  );
});

Deno.test("a heap uses the first hole that is large enough, and joins neighbours", () => {
  const heap = new Heap(16);
  const [a, b, c, d] = [512, 1024, 512, 256].map((n) => heap.allocate(n));
  heap.free(a, 512);
  heap.free(c, 512);
  assertEquals(heap.allocate(256), a);
  heap.free(b, 1024); // between the rest of a, and c
  assertEquals(heap.allocate(1792), a + 256);
  assertEquals(heap.allocate(256), d + 256);
});

Deno.test("a heap grows when it must, its values stay, and its end is an error", () => {
  const heap = new Heap(8);
  assertEquals(heap.buffer.byteLength, page);
  const first = heap.allocate(1000);
  new Uint8Array(heap.buffer)[first] = 7;
  const large = heap.allocate(3 * page);
  assert(heap.buffer.byteLength >= 3 * page);
  assertEquals(new Uint8Array(heap.buffer)[first], 7);
  const { used } = heap;
  assertMessage(
    () => heap.allocate(6 * page),
    CpuOutOfMemoryError,
    `the CPU device has no room for another ${
      6 * page
    } bytes: ${used} are in use, of at most ${
      8 * page
    }; dispose tensors, make them in device.scope, or use fewer rows at a time`,
  );
  assertEquals(heap.used, used);
  heap.free(large, 3 * page);
  heap.allocate(6 * page);
});

Deno.test("tensors that do not fit are refused, and memory that waits for others is used first", async () => {
  const device = makeDevice({
    kind: "cpu",
    backend: new CpuBackend({ heap: new Heap(16), assembly: false }),
  });
  device.zeros([6 * page / 4]).dispose(); // stays in the pool, for the next of its size
  const kept = device.tensor(new Float32Array(9 * page / 4).fill(3));
  assertMessage(
    () => device.zeros([8 * page / 4]),
    CpuOutOfMemoryError,
    `the CPU device has no room for another ${8 * page} bytes: ${
      9 * page
    } are in use, of at most ${
      16 * page
    }; dispose tensors, make them in device.scope, or use fewer rows at a time`,
  );
  assertEquals((await kept.read()).every((value) => value === 3), true);
  assertEquals(device.zeros([2 * page / 4]).size, 2 * page / 4);
});

Deno.test("what is read is no shared memory: other interfaces may take it", async () => {
  const device = makeDevice({ kind: "cpu", backend: new CpuBackend() });
  const values = await device.tensor([1, 2, 3]).read();
  assert(values.buffer instanceof ArrayBuffer);
  assertEquals(values.buffer.byteLength, 12);
});

Deno.test("a thousand devices can be open at once", () => {
  const devices = Array.from(
    { length: 1000 },
    () => makeDevice({ kind: "cpu", backend: new CpuBackend() }),
  );
  for (const device of devices) device.zeros([1000]);
  assertEquals(devices.length, 1000);
});
