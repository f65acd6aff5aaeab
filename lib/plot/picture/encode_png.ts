/** PNG, Portable Network Graphics (ISO/IEC 15948): as small as charts can be. */

import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

/** An image of 8 bits red, green, blue and alpha for each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Rare colours, those of smoothed edges, may move by this much in a channel: nobody sees it. */
const TOLERANCE = 24;
/** So many of the palette go to the most frequent colours. */
const FREQUENT = 192;

/** An image with its transparency. */
export function encodeRgba(image: Pixels): Uint8Array<ArrayBuffer> {
  return encode(image, 6, image.data, 4);
}

/**
 * An image with nothing transparent: by a palette of 256 colours where each pixel finds one that
 * is near enough, which takes a third of the bytes; else by red, green and blue.
 */
export function encodeOpaque(image: Pixels): Uint8Array<ArrayBuffer> {
  const colours = readColours(image);
  const palette = makePalette(colours);
  if (palette !== null) {
    const table = Uint8Array.from(
      palette.colours.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]),
    );
    const indices = Uint8Array.from(colours, (c) => palette.index.get(c)!);
    return encode(image, 3, indices, 1, encodeChunk("PLTE", table));
  }
  const rgb = new Uint8Array(3 * colours.length);
  colours.forEach((c, i) => rgb.set([c >> 16, (c >> 8) & 255, c & 255], 3 * i));
  return encode(image, 2, rgb, 3);
}

function readColours({ data }: Pixels): Uint32Array {
  const colours = new Uint32Array(data.length / 4);
  for (let i = 0; i < colours.length; i++) {
    colours[i] = (data[4 * i] << 16) | (data[4 * i + 1] << 8) | data[4 * i + 2];
  }
  return colours;
}

/** The palette and the place in it for each colour, null where it would show. */
function makePalette(
  colours: Uint32Array,
): { colours: number[]; index: Map<number, number> } | null {
  const counts = new Map<number, number>();
  for (const colour of colours) {
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  if (counts.size > 20_000) return null; // a photograph, not a chart
  // The most frequent ones, then one by one those that lie farthest from all that are chosen.
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([colour]) => colour);
  const chosen: number[] = [];
  const rest = sorted.map((colour) => ({ colour, place: 0, off: Infinity }));
  const choose = (colour: number) => {
    const place = chosen.push(colour) - 1;
    for (const one of rest) {
      const off = farthestChannel(colour, one.colour);
      if (off < one.off) [one.place, one.off] = [place, off];
    }
  };
  sorted.slice(0, FREQUENT).forEach(choose);
  while (chosen.length < 256) {
    const worst = rest.reduce((a, b) => b.off > a.off ? b : a);
    if (worst.off === 0) break;
    choose(worst.colour);
  }
  if (rest.some(({ off }) => off > TOLERANCE)) return null;
  const index = new Map(rest.map(({ colour, place }) => [colour, place]));
  return { colours: chosen, index };
}

function farthestChannel(a: number, b: number): number {
  return Math.max(
    Math.abs((a >> 16) - (b >> 16)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs((a & 255) - (b & 255)),
  );
}

function encode(
  { width, height }: Pixels,
  colourType: number,
  samples: ArrayLike<number> & Iterable<number>,
  perPixel: number,
  ...chunks: Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, colourType);
  const stride = perPixel * width;
  const rows = new Uint8Array((stride + 1) * height);
  const bytes = Uint8Array.from(samples);
  for (let row = 0; row < height; row++) {
    rows.set(
      bytes.subarray(stride * row, stride * (row + 1)),
      (stride + 1) * row + 1,
    );
  }
  return new Uint8Array(Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    encodeChunk("IHDR", new Uint8Array(header.buffer)),
    ...chunks,
    encodeChunk("IDAT", deflateSync(rows, { level: 9 })),
    encodeChunk("IEND", new Uint8Array()),
  ]));
}

function encodeChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  chunk.set(data, 8);
  chunk.writeUInt32BE(
    crc32(chunk.subarray(4, 8 + data.length)),
    8 + data.length,
  );
  return chunk;
}
