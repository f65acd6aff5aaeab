/**
 * A matrix as coloured cells: an HTML table, and characters for terminals.
 *
 * @module
 */

import { divergingColour } from "./show_colours.ts";
import { escapeAttribute, paragraph, type Piece } from "./show_html.ts";
import { writeNumber } from "./show_number.ts";
import { formatShape } from "./shape.ts";

/** More rows or columns than these are thinned to blocks. */
const most = 32;

/**
 * The heat map of a matrix whose values come in parts, row after row. Each cell shows a value, or of a block
 * the one farthest from zero, and whether one there is NaN or infinite.
 */
export class HeatMap {
  readonly #shape: readonly number[];
  readonly #columns: number;
  /** Values of the matrix; those after it are of other slices. */
  readonly #size: number;
  /** Rows and columns of a block. */
  readonly #down: number;
  readonly #across: number;
  /** Rows and columns of cells. */
  readonly #height: number;
  readonly #width: number;
  readonly #cells: Float64Array;

  /** An empty one for the last two dimensions of a shape, of which the first slice is shown. */
  constructor(shape: readonly number[]) {
    const [rows, columns] = shape.slice(-2);
    this.#shape = shape;
    this.#columns = columns;
    this.#size = rows * columns;
    this.#down = Math.ceil(rows / most);
    this.#across = Math.ceil(columns / most);
    this.#height = Math.ceil(rows / this.#down);
    this.#width = Math.ceil(columns / this.#across);
    this.#cells = new Float64Array(this.#height * this.#width);
  }

  /** Whether a shape has a matrix to show. */
  static fits(shape: readonly number[]): boolean {
    return shape.length >= 2 && !shape.includes(0) &&
      shape.at(-2)! * shape.at(-1)! > 1;
  }

  /** Adds values, the first of which stands at this place of all. */
  add(values: ArrayLike<number>, start: number): void {
    const end = Math.min(values.length, this.#size - start);
    for (let i = 0; i < end; i++) {
      const row = Math.floor((start + i) / this.#columns);
      const column = start + i - row * this.#columns;
      const cell = Math.floor(row / this.#down) * this.#width +
        Math.floor(column / this.#across);
      const value = Number.isFinite(values[i]) ? values[i] : NaN;
      // Written so that NaN comes in and is never replaced.
      if (!(Math.abs(value) <= Math.abs(this.#cells[cell]))) {
        if (!Number.isNaN(this.#cells[cell])) this.#cells[cell] = value;
      }
    }
  }

  /** The cells in colours with their meaning in words, and in characters. */
  show(name: string): Piece {
    const [first] = this.#cells;
    const complete = this.#down * this.#across === 1 || first === 0;
    if (complete && this.#cells.every((value) => Object.is(value, first))) {
      return paragraph(
        `No heat map of ${this.#name(name)}: every value is ${
          Number.isNaN(first) ? "NaN or infinite" : writeNumber(first)
        }.`,
      );
    }
    const farthest = this.#farthest();
    const part = (value: number) => farthest === 0 ? value : value / farthest;
    const rows = Array.from(
      { length: this.#height },
      (_, row) =>
        Array.from(this.#cells.subarray(
          row * this.#width,
          (row + 1) * this.#width,
        )),
    );
    const size = writeNumber(farthest), what = this.#describe(name);
    const hasGaps = rows.flat().some(Number.isNaN);
    const caption = `${what}: white is zero, blue ${
      farthest === 0 ? "below, red above" : `to -${size}, red to ${size}`
    }${hasGaps ? ", black NaN or infinite" : ""}.`;
    const key =
      `· near zero, + and # above, - and = below (# and = from half of ${size} on)${
        hasGaps ? ", ? NaN or infinite" : ""
      }`;
    const pixels = Math.min(
      24,
      Math.max(8, Math.floor(256 / Math.max(this.#width, this.#height))),
    );
    const cell = (value: number) =>
      `<td style="padding:0;border:0;background:${
        divergingColour(part(value))
      }"></td>`;
    const html = `<table role="img" aria-label="${
      escapeAttribute(caption)
    }" style="table-layout:fixed;width:${
      pixels * this.#width + 2
    }px;margin:4px 0;border-collapse:collapse;border:1px solid currentColor">
${
      rows.map((row) =>
        `<tr style="height:${pixels}px">${row.map(cell).join("")}</tr>`
      ).join("\n")
    }
</table>`;
    const lines = rows.map((row) =>
      row.map((value) => character(part(value))).join("")
    );
    return {
      html: `${html}${paragraph(caption).html}`,
      text: [`${what}: ${key}.`, ...lines].join("\n"),
    };
  }

  /** The size of the value farthest from zero. */
  #farthest(): number {
    return this.#cells.reduce(
      (most, value) => Math.abs(value) > most ? Math.abs(value) : most,
      0,
    );
  }

  /** The matrix in words. */
  #name(name: string): string {
    const matrix = formatShape(this.#shape.slice(-2));
    const slice = this.#shape.length === 2
      ? matrix
      : `the first ${matrix} of ${formatShape(this.#shape)}`;
    return name ? `${name}, ${slice}` : slice;
  }

  #describe(name: string): string {
    const block = this.#down === 1 && this.#across === 1
      ? ""
      : `, each cell the value farthest from zero of ${this.#down} by ${this.#across}`;
    return `Heat map of ${this.#name(name)}${block}`;
  }
}

/** A part of the largest size, from -1 to 1, as a character. */
function character(part: number): string {
  if (Number.isNaN(part)) return "?";
  const size = Math.abs(part);
  if (size < 0.1) return "·";
  if (part > 0) return size < 0.5 ? "+" : "#";
  return size < 0.5 ? "-" : "=";
}
