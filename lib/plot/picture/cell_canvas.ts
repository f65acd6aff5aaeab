/** As much of a 2D canvas as plotly.js needs to draw the cells of a heat map. */

import { encodeRgba, type Pixels } from "./encode_png.ts";

type Rgba = [red: number, green: number, blue: number, alpha: number];

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
    const png = encodeRgba({
      width: this.#width,
      height: this.#height,
      data: this.#pixels,
    });
    return `data:image/png;base64,${png.toBase64()}`;
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
