import { assert, assertEquals } from "@std/assert";
import { inflateSync } from "node:zlib";
import {
  encodeOpaque,
  encodeRgba,
} from "../../../lib/plot/picture/encode_png.ts";

/** Reads a PNG without filters. */
function decode(png: Uint8Array) {
  const view = new DataView(png.buffer);
  const chunks: Record<string, Uint8Array> = {};
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    chunks[type] = png.slice(at + 8, at + 8 + length);
    at += 12 + length;
  }
  return {
    type: chunks.IHDR[9],
    palette: chunks.PLTE,
    raw: inflateSync(chunks.IDAT),
  };
}

Deno.test("encodeRgba: the pixels come back", () => {
  const data = Uint8Array.from({ length: 2 * 3 * 4 }, (_, i) => i);
  const { type, raw } = decode(encodeRgba({ width: 2, height: 3, data }));
  assertEquals(type, 6);
  assertEquals([...raw.subarray(10, 17)], [8, 9, 10, 11, 12, 13, 14]);
});

Deno.test("encodeOpaque: few colours are kept exactly, by a palette", () => {
  const data = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 255, 0, 0, 255);
  const { type, palette, raw } = decode(
    encodeOpaque({ width: 3, height: 1, data }),
  );
  assertEquals(type, 3);
  const colour = (
    i: number,
  ) => [...palette.subarray(3 * raw[i], 3 * raw[i] + 3)];
  assertEquals([1, 2, 3].map(colour), [[255, 0, 0], [0, 255, 0], [255, 0, 0]]);
});

Deno.test("encodeOpaque: many colours move little or are written in full", () => {
  const smooth = new Uint8Array(4 * 1000);
  const noise = new Uint8Array(4 * 30_000);
  for (let i = 0; i < 1000; i++) {
    smooth.set([i >> 2, 255 - (i >> 2), (i * 7) >> 5, 255], 4 * i);
  }
  for (let i = 0; i < 30_000; i++) {
    noise.set([i & 255, (i >> 5) & 255, (i * 97) & 255, 255], 4 * i);
  }
  const few = decode(encodeOpaque({ width: 1000, height: 1, data: smooth }));
  assertEquals(few.type, 3);
  for (let i = 0; i < 1000; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const is = few.palette[3 * few.raw[i + 1] + channel];
      assert(Math.abs(is - smooth[4 * i + channel]) <= 24);
    }
  }
  const many = decode(encodeOpaque({ width: 300, height: 100, data: noise }));
  assertEquals(many.type, 2);
  assertEquals([...many.raw.subarray(1, 4)], [...noise.subarray(0, 3)]);
});
