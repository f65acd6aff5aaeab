/** PNG, Portable Network Graphics (ISO/IEC 15948): as small as charts can be. */

import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";
import { makePalette } from "./palette.ts";

/** An image of 8 bits red, green, blue and alpha for each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** An image with its transparency. */
export function encodeRgba(image: Pixels): Uint8Array<ArrayBuffer> {
  return encode(image, { type: 6, bits: 32 }, image.data);
}

/**
 * An image with nothing transparent: by a palette where 256 colours are near enough to all, which
 * takes a quarter of the bytes; else by red, green and blue.
 */
export function encodeOpaque(image: Pixels): Uint8Array<ArrayBuffer> {
  const colours = readColours(image);
  const palette = makePalette(colours);
  if (palette === null) {
    const rgb = new Uint8Array(3 * colours.length);
    colours.forEach((c, i) =>
      rgb.set([c >> 16, (c >> 8) & 255, c & 255], 3 * i)
    );
    return encode(image, { type: 2, bits: 24 }, rgb);
  }
  const table = Uint8Array.from(
    palette.colours.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]),
  );
  const indices = Uint8Array.from(colours, (c) => palette.index.get(c)!);
  const plte = encodeChunk("PLTE", table);
  return palette.colours.length <= 16
    ? encode(image, { type: 3, bits: 4 }, packPairs(indices, image), plte)
    : encode(image, { type: 3, bits: 8 }, indices, plte);
}

/** Two pixels in a byte; each row begins with a new one. */
function packPairs(indices: Uint8Array, { width, height }: Pixels): Uint8Array {
  const stride = Math.ceil(width / 2);
  const packed = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      packed[row * stride + (column >> 1)] |= indices[row * width + column] <<
        (column % 2 === 0 ? 4 : 0);
    }
  }
  return packed;
}

function readColours({ data }: Pixels): Uint32Array {
  const colours = new Uint32Array(data.length / 4);
  for (let i = 0; i < colours.length; i++) {
    colours[i] = (data[4 * i] << 16) | (data[4 * i + 1] << 8) | data[4 * i + 2];
  }
  return colours;
}

function encode(
  { width, height }: Pixels,
  { type, bits }: { type: 2 | 3 | 6; bits: number },
  samples: Uint8Array | Uint8ClampedArray,
  ...chunks: Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, Math.min(8, bits)); // a channel
  header.setUint8(9, type);
  const stride = Math.ceil(bits * width / 8);
  const rows = new Uint8Array((stride + 1) * height);
  for (let row = 0; row < height; row++) {
    rows.set(
      samples.subarray(stride * row, stride * (row + 1)),
      (stride + 1) * row + 1,
    );
  }
  return new Uint8Array(Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    encodeChunk("IHDR", new Uint8Array(header.buffer)),
    ...chunks,
    encodeChunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
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
