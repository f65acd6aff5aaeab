/** Images side by side in one matrix of cells, with gaps and rows for labels between them. */

import { wrap } from "../parts/escape.ts";
import type { Numbers } from "../parts/numbers.ts";

/** The sizes of a mosaic in pixels. */
export interface MosaicSizes {
  readonly columns: number;
  /** The edge of a cell. */
  readonly cell: number;
  /** The width and the height of an image. */
  readonly image: readonly [width: number, height: number];
  /** Between images that are neighbours in a row. */
  readonly gap: number;
  /** Between rows, room for labels included. */
  readonly rowGap: number;
  readonly width: number;
  readonly height: number;
  /** The lines of each label. */
  readonly labels: readonly (readonly string[])[];
}

/** Cells in one matrix, with the edges of its columns and rows in pixels; gaps are null. */
export interface Mosaic {
  readonly cells: (number | null)[][];
  readonly x: number[];
  readonly y: number[];
  /** The middle of the lower edge of each image. */
  readonly feet: readonly (readonly [x: number, y: number])[];
}

/** Pixels of a character and of a line of a label. */
const CHARACTER = 6.4, LINE = 15;
/** Pixels between images, and of the widest image. */
const GAP = 6, WIDEST = 130;

/** Sizes that fill the width, but for images that would be too large. */
export function mosaicSizes(
  { count, down, across }: { count: number; down: number; across: number },
  columns: number,
  labels: readonly string[],
  room: number,
): MosaicSizes {
  const each = Math.min(WIDEST, (room - (columns - 1) * GAP) / columns);
  // Whole pixels keep cells equally wide, as long as there is more than one for each.
  const exact = Math.min(each / across, 2 * WIDEST / down);
  const cell = exact > 2 ? Math.floor(exact) : exact;
  const fitting = Math.max(1, Math.floor((cell * across + GAP) / CHARACTER));
  const broken = labels.map((label) => wrap(label, fitting));
  // A label that is longer than its image is wide gets room of its own.
  const longest = CHARACTER *
    Math.max(0, ...broken.flat().map((line) => line.length));
  const gap = Math.max(GAP, Math.ceil(longest - cell * across) + 4);
  const lines = Math.max(0, ...broken.map((lines) => lines.length));
  const rowGap = GAP + LINE * lines;
  const rows = Math.ceil(count / columns);
  return {
    columns,
    cell,
    image: [cell * across, cell * down],
    gap,
    rowGap,
    width: columns * (cell * across + gap) - gap,
    height: rows * (cell * down + rowGap) - (lines > 0 ? 0 : rowGap),
    labels: broken,
  };
}

/** Lays images out, row after row. */
export function layMosaic(
  images: readonly (readonly Numbers[])[],
  { columns, cell, gap, rowGap }: MosaicSizes,
): Mosaic {
  const [down, across] = [images[0].length, images[0][0].length];
  const rows = Math.ceil(images.length / columns);
  const edges = (count: number, cells: number, between: number) =>
    Array.from({ length: count }, (_, i) =>
      Array.from(
        { length: cells + 1 },
        (_, j) => i * (cells * cell + between) + j * cell,
      )).flat();
  const cells: (number | null)[][] = [];
  const feet: [number, number][] = [];
  const gapRow = new Array<null>(columns * (across + 1) - 1).fill(null);
  for (let row = 0; row < rows; row++) {
    const here = images.slice(row * columns, (row + 1) * columns);
    if (row > 0) cells.push([...gapRow]);
    for (let line = 0; line < down; line++) {
      const long: (number | null)[] = here.flatMap((image, i) => [
        ...(i > 0 ? [null] : []),
        ...Array.from(image[line]),
      ]);
      cells.push([...long, ...gapRow.slice(long.length)]);
    }
    here.forEach((_, i) =>
      feet.push([
        i * (across * cell + gap) + across * cell / 2,
        row * (down * cell + rowGap) + down * cell,
      ])
    );
  }
  return {
    cells,
    x: edges(columns, across, gap),
    y: edges(rows, down, rowGap),
    feet,
  };
}
