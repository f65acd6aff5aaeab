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
    bits: chunks.IHDR[8],
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

Deno.test("encodeOpaque: few colours are kept exactly, by a palette of two pixels a byte", () => {
  const rows = ["RGR", "BBG"];
  const hues = { R: [255, 0, 0], G: [0, 255, 0], B: [0, 0, 255] };
  const wanted = rows.flatMap((row) =>
    [...row].map((name) => hues[name as "R"])
  );
  const data = Uint8Array.from(wanted.flatMap((rgb) => [...rgb, 255]));
  const png = encodeOpaque({ width: 3, height: 2, data });
  const { type, bits, palette, raw } = decode(png);
  assertEquals([type, bits, raw.length], [3, 4, 2 * (1 + 2)]);
  const places = [0, 3].flatMap((at) => [
    raw[at + 1] >> 4,
    raw[at + 1] & 15,
    raw[at + 2] >> 4,
  ]);
  assertEquals(
    places.map((place) => [...palette.subarray(3 * place, 3 * place + 3)]),
    wanted,
  );
});

/** An image of one row in which each colour fills `run` pixels. */
function stripes(colours: readonly number[][], run: number) {
  const data = Uint8Array.from(
    colours.flatMap((rgb) => Array(run).fill([...rgb, 255]).flat()),
  );
  return { width: colours.length * run, height: 1, data };
}

/** How far the farthest channel of a palette image is from what it should be. */
function farthest(image: { data: Uint8Array }): number {
  const { bits, palette, raw } = decode(
    encodeOpaque(image as Parameters<typeof encodeOpaque>[0]),
  );
  let most = 0;
  for (let i = 0; i < image.data.length / 4; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const place = bits === 8
        ? raw[i + 1]
        : (raw[(i >> 1) + 1] >> (i % 2 === 0 ? 4 : 0)) & 15;
      const is = palette[3 * place + channel];
      most = Math.max(most, Math.abs(is - image.data[4 * i + channel]));
    }
  }
  return most;
}

Deno.test("encodeOpaque: colours of areas hardly move, those of edges a little", () => {
  const ramp = Array.from({ length: 256 }, (_, i) => [i, i, i]);
  assert(farthest(stripes(ramp, 4)) <= 4);
  const edges = farthest(stripes([...ramp, ...ramp], 1));
  assert(edges > 4 && edges <= 24, `${edges}`);
  // So many colours of areas that they have to move more.
  const wide = Array.from(
    { length: 400 },
    (_, i) => [5 * (i % 20), 5 * Math.floor(i / 20), 0],
  );
  assertEquals(farthest(stripes(wide, 2)), 5);
});

Deno.test("encodeOpaque: a light grey line on white stays, whatever else is there", () => {
  const hues = Array.from(
    { length: 200 },
    (_, i) => [150 + (i & 63), 250 - (i >> 1), 200],
  );
  const image = stripes([[255, 255, 255], [229, 229, 229], ...hues], 1);
  const { palette, raw } = decode(encodeOpaque(image));
  const [white, grey] = [1, 2].map((at) => [
    ...palette.subarray(3 * raw[at], 3 * raw[at] + 3),
  ]);
  assertEquals(white, [255, 255, 255]);
  assertEquals(grey, [229, 229, 229]);
});

Deno.test("encodeOpaque: where no palette is near enough, in full", () => {
  const noise = Array.from(
    { length: 30_000 },
    (_, i) => [i & 255, (i >> 5) & 255, (i * 97) & 255],
  );
  const image = stripes(noise, 1);
  const { type, raw } = decode(encodeOpaque(image));
  assertEquals(type, 2);
  assertEquals([...raw.subarray(1, 7)], noise.slice(0, 2).flat());
});
