/** The images that people hand to `images`, read into one form. */

import { type FlatMatrix, readMatrix } from "../parts/matrix.ts";
import type { Numbers } from "../parts/numbers.ts";
import { describe } from "../parts/options.ts";
import { checkNumbers } from "../parts/series.ts";

/** Images of one size, one after the other in one array. */
export interface ImageBatch {
  /** The values, image after image, row after row. */
  data: Numbers;
  /** How many images, and the rows and columns of each. */
  shape:
    | readonly [count: number, height: number, width: number]
    | readonly number[];
}

/** Reads an array of images, or `{ data, shape: [count, height, width] }`, into rows each. */
export function readImages(images: unknown): Numbers[][] {
  if (Array.isArray(images)) return readList(images);
  if (typeof images !== "object" || images === null || !("shape" in images)) {
    throw new TypeError(
      `images is ${
        describe(images)
      }, expected an array of images or { data, shape: [count, height, width] }`,
    );
  }
  const { data, shape } = images as ImageBatch;
  if (
    !Array.isArray(shape) || shape.length !== 3 ||
    !shape.every((size) => Number.isInteger(size) && size >= 0)
  ) {
    throw new TypeError(
      `images.shape is ${
        Array.isArray(shape) ? `[${shape.join(", ")}]` : describe(shape)
      }, expected three whole numbers, [count, height, width]`,
    );
  }
  const [count, height, width] = shape;
  const size = height * width;
  if (count * size === 0) {
    throw new RangeError(
      `images.shape is [${
        shape.join(", ")
      }], expected at least one image of at least one row and column`,
    );
  }
  checkNumbers("images.data", data);
  if (data.length !== count * size) {
    throw new TypeError(
      `images.data has ${data.length} numbers, expected ${
        count * size
      } for the shape [${shape.join(", ")}]`,
    );
  }
  const cut = (from: number, length: number) =>
    Array.prototype.slice.call(data, from, from + length);
  return Array.from(
    { length: count },
    (_, image) =>
      Array.from(
        { length: height },
        (_, row) => cut(image * size + row * width, width),
      ),
  );
}

function readList(images: readonly unknown[]): Numbers[][] {
  if (images.length === 0) {
    throw new RangeError("images is empty, expected at least one image");
  }
  const read = images.map((image, i) =>
    readMatrix(image as FlatMatrix, `images[${i}]`)
  );
  const sizeOf = (rows: Numbers[]) => `${rows.length} by ${rows[0].length}`;
  const other = read.findIndex((rows) => sizeOf(rows) !== sizeOf(read[0]));
  if (other !== -1) {
    throw new TypeError(
      `images[${other}] is ${sizeOf(read[other])} and images[0] ${
        sizeOf(read[0])
      }, expected images of one size`,
    );
  }
  return read;
}
