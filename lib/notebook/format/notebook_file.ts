/** Reading and writing the text of `.ipynb` files. */

import { isRecord, sortKeys } from "./json.ts";
import {
  type Cell,
  DENO_METADATA,
  joinLines,
  type MimeBundle,
  type MultilineText,
  type Notebook,
  type NotebookMetadata,
  type Output,
  splitLines,
} from "./nbformat.ts";

/**
 * Makes a notebook of cells, for the Deno kernel.
 *
 * @example
 * ```ts
 * import { createNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([
 *   { cell_type: "markdown", id: "title", metadata: {}, source: "# Sums" },
 * ]);
 * if (notebook.nbformat !== 4) throw new Error("nbformat 4 expected");
 * ```
 */
export function createNotebook(
  cells: Cell[],
  metadata: NotebookMetadata = {},
): Notebook {
  return {
    cells,
    metadata: { ...structuredClone(DENO_METADATA), ...metadata },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/**
 * Reads the text of an `.ipynb` file of nbformat 4. Cells of files older than 4.5, which have no
 * `id`, get `cell-1`, `cell-2` and so on.
 *
 * @throws {SyntaxError} where the text is no JSON.
 * @throws {TypeError} where it is no notebook of nbformat 4; the message names the place.
 *
 * @example
 * ```ts
 * import { createNotebook, parseNotebook, serializeNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = parseNotebook(serializeNotebook(createNotebook([])));
 * if (notebook.cells.length !== 0) throw new Error("no cells expected");
 * ```
 */
export function parseNotebook(text: string): Notebook {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value.nbformat !== 4) {
    throw new TypeError(
      `the notebook has nbformat ${
        isRecord(value) ? JSON.stringify(value.nbformat) : "nowhere"
      }, expected 4: open and save it with a recent Jupyter`,
    );
  }
  if (!Array.isArray(value.cells)) {
    throw new TypeError("the notebook has no list of cells");
  }
  const ids = new Set<string>();
  const cells = value.cells.map((cell: unknown, index) =>
    checkCell(cell, index, ids)
  );
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const minor = typeof value.nbformat_minor === "number"
    ? value.nbformat_minor
    : 0;
  return {
    cells,
    metadata: metadata as NotebookMetadata,
    nbformat: 4,
    nbformat_minor: Math.max(minor, 5),
  };
}

/**
 * Writes a notebook as the text of an `.ipynb` file: keys and indentation as Jupyter writes them,
 * texts as lists of lines, a newline at the end. Only lists of numbers stand on one line each, which
 * halves a notebook with figures. The same notebook gives the same bytes.
 *
 * @example
 * ```ts
 * import { createNotebook, serializeNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const text = serializeNotebook(createNotebook([]));
 * if (!text.startsWith('{\n "cells": [],')) throw new Error("one space of indentation expected");
 * ```
 */
export function serializeNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code"
      ? {
        ...cell,
        outputs: cell.outputs.map(outputLines),
        source: lines(cell.source),
      }
      : { ...cell, source: lines(cell.source) }
  );
  const { metadata, nbformat, nbformat_minor } = notebook;
  const file = { cells, metadata, nbformat, nbformat_minor };
  return `${stringify(sortKeys(file))}\n`;
}

/** JSON with one space of indentation, and each list of numbers on one line. */
function stringify(value: unknown): string {
  const token = crypto.randomUUID(); // which stands in no notebook
  const lists: string[] = [];
  const text = JSON.stringify(
    value,
    (_key, part) =>
      isNumbers(part) ? token + (lists.push(JSON.stringify(part)) - 1) : part,
    1,
  );
  return text.replace(
    new RegExp(`"${token}(\\d+)"`, "g"),
    (_, index) => lists[Number(index)],
  );
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 &&
    value.every((item) => typeof item === "number" || item === null);
}

const lines = (text: MultilineText) => splitLines(joinLines(text));

function outputLines(output: Output): Output {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: lines(output.text) };
    case "error":
      return output;
    default:
      return { ...output, data: bundleLines(output.data) };
  }
}

/** Text types as lists of lines; base64 stays one string and JSON stays JSON. */
function bundleLines(data: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(data).map(([type, content]) => [
      type,
      typeof content === "string" &&
        (type.startsWith("text/") || type === "image/svg+xml")
        ? lines(content)
        : content,
    ]),
  );
}

function isText(value: unknown): value is MultilineText {
  return typeof value === "string" ||
    (Array.isArray(value) && value.every((line) => typeof line === "string"));
}

function checkCell(cell: unknown, index: number, ids: Set<string>): Cell {
  const place = `cell ${index + 1} of the notebook`;
  if (!isRecord(cell)) throw new TypeError(`${place} is not an object`);
  const { cell_type, source, id = `cell-${index + 1}`, metadata = {} } = cell;
  if (
    cell_type !== "code" && cell_type !== "markdown" && cell_type !== "raw"
  ) {
    throw new TypeError(
      `${place} has the type ${
        JSON.stringify(cell_type)
      }, expected "code", "markdown" or "raw"`,
    );
  }
  if (!isText(source)) {
    throw new TypeError(`${place} has no source: a string or a list of lines`);
  }
  if (typeof id !== "string" || ids.has(id)) {
    throw new TypeError(
      `${place} has the id ${
        JSON.stringify(id)
      }, expected a string that no other cell has`,
    );
  }
  ids.add(id);
  const outputs = cell.outputs ?? [];
  if (cell_type === "code" && !Array.isArray(outputs)) {
    throw new TypeError(`${place} has outputs that are not a list`);
  }
  const known = { ...cell, id, metadata };
  return (cell_type === "code"
    ? { execution_count: null, ...known, outputs }
    : known) as Cell;
}
