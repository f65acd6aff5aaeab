/** As much of a 2D canvas as plotly.js needs to draw the cells of a heat map. */

import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

type Rgba = [red: number, green: number, blue: number, alpha: number];

/** What `getImageData` and `createImageData` of a canvas give. */
interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** A canvas and its 2D context in one: fills rectangles, takes pixels, gives a PNG. */
export class CellCanvas {
  /** The colour of `fillRect`: `#rrggbb`, `rgb(...)` or `rgba(...)`. */
  fillStyle = "#000000";
  readonly #width: number;
  readonly #height: number;
  readonly #pixels: Uint8ClampedArray;

  /** Makes a transparent canvas of the size of an element. */
  constructor({ width, height }: { width: number; height: number }) {
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint8ClampedArray(width * height * 4);
  }

  /** Fills a rectangle, its edges rounded to whole pixels. */
  fillRect(x: number, y: number, width: number, height: number): void {
    const colour = parseColour(this.fillStyle);
    const right = Math.min(this.#width, Math.round(x + width));
    const bottom = Math.min(this.#height, Math.round(y + height));
    for (let row = Math.max(0, Math.round(y)); row < bottom; row++) {
      for (let column = Math.max(0, Math.round(x)); column < right; column++) {
        this.#pixels.set(colour, 4 * (row * this.#width + column));
      }
    }
  }

  /** Makes transparent pixels for `putImageData`. */
  createImageData(width: number, height: number): Pixels {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }

  /** Copies pixels in, their top left corner at `x`, `y`. */
  putImageData({ width, height, data }: Pixels, x: number, y: number): void {
    for (let row = 0; row < height; row++) {
      this.#pixels.set(
        data.subarray(4 * row * width, 4 * (row + 1) * width),
        4 * ((row + y) * this.#width + x),
      );
    }
  }

  /** Does nothing: the canvas is new for each drawing. */
  clearRect(): void {}

  /** The canvas as a PNG in a data URL. */
  toDataUrl(): string {
    const png = encodePng(this.#width, this.#height, this.#pixels);
    return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  }
}

function parseColour(text: string): Rgba {
  const parts = /^rgba?\(([^)]+)\)$/.exec(text)?.[1].split(",").map(Number);
  if (parts) {
    return [parts[0], parts[1], parts[2], Math.round(255 * (parts[3] ?? 1))];
  }
  const bits = Number.parseInt(/^#([0-9a-f]{6})$/i.exec(text)?.[1] ?? "0", 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255, 255];
}

/** PNG, Portable Network Graphics (ISO/IEC 15948): 8 bits RGBA, no filter. */
function encodePng(
  width: number,
  height: number,
  pixels: Uint8ClampedArray,
): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, 6);
  const rows = new Uint8Array((4 * width + 1) * height);
  for (let row = 0; row < height; row++) {
    rows.set(
      pixels.subarray(4 * row * width, 4 * (row + 1) * width),
      row * (4 * width + 1) + 1,
    );
  }
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    encodeChunk("IHDR", new Uint8Array(header.buffer)),
    encodeChunk("IDAT", deflateSync(rows)),
    encodeChunk("IEND", new Uint8Array()),
  ]);
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
