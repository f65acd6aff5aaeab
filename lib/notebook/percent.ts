/**
 * Notebooks as TypeScript files in the percent format: `// %%` starts a cell of code and
 * `// %% [markdown]` one of text in comments. Such a file can be type-checked, linted, formatted and
 * compared line by line.
 */

import { createHash } from "node:crypto";
import {
  type Cell,
  type CellMetadata,
  joinLines,
  type Notebook,
  splitLines,
} from "./nbformat.ts";
import { createNotebook } from "./notebook_file.ts";

type CellType = Cell["cell_type"];

/** A cell as the source file has it. */
interface SourceCell {
  type: CellType;
  metadata: CellMetadata;
  lines: string[];
  /** The number in the file of the first line of its source. */
  start: number;
}

const MARKER = /^\/\/ %%(?:\s+\[(markdown|raw)\])?(\s.*)?$/;
const LOOKS_LIKE_MARKER = /^\/\/ %%/;
const OPTION = /^([A-Za-z_][\w.-]*)=/;

/**
 * Reads a file in percent format as a notebook without outputs.
 *
 * A line `// %%` starts a cell of code, `// %% [markdown]` and `// %% [raw]` one of text, whose lines
 * are comments. Metadata follows as `key=JSON`: `// %% tags=["parameters"]`. What stands before the
 * first cell goes to the notebook's metadata as `ticks.header`. One empty line before a marker
 * belongs to no cell.
 *
 * Ids are made of type and source, so they stay when a cell moves; a cell that is in `previous` with
 * the same type and source keeps the id that it has there.
 *
 * @throws {SyntaxError} with the number of the line where a marker or a line of text is malformed.
 *
 * @example
 * ```ts
 * import { notebookToPercent, percentToNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const text = "// %% [markdown]\n// # Sums\n\n// %%\n1 + 1;\n";
 * const notebook = percentToNotebook(text);
 * if (notebook.cells.length !== 2) throw new Error("two cells expected");
 * if (notebookToPercent(notebook) !== text) throw new Error("the way back differs");
 * ```
 */
export function percentToNotebook(text: string, previous?: Notebook): Notebook {
  const { header, cells } = parse(text);
  const ids = new CellIds(previous);
  return createNotebook(
    cells.map(({ type, metadata, lines }): Cell => {
      const joined = lines.join("\n");
      const id = ids.next(type, joined);
      const source = splitLines(joined);
      return type === "code"
        ? {
          cell_type: type,
          id,
          metadata,
          source,
          execution_count: null,
          outputs: [],
        }
        : { cell_type: type, id, metadata, source };
    }),
    header === "" ? {} : { ticks: { header } },
  );
}

/**
 * Writes a notebook's cells and their metadata in percent format; outputs and ids stay behind.
 *
 * @throws {RangeError} where the format cannot hold a cell: a line that would itself start a cell,
 * or a key of metadata that is no name.
 *
 * @example
 * ```ts
 * import { createNotebook, notebookToPercent } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([
 *   { cell_type: "markdown", id: "title", metadata: {}, source: "# Sums\n\nof numbers" },
 * ]);
 * const expected = "// %% [markdown]\n// # Sums\n//\n// of numbers\n";
 * if (notebookToPercent(notebook) !== expected) throw new Error("comments expected");
 * ```
 */
export function notebookToPercent(notebook: Notebook): string {
  const header = notebook.metadata.ticks?.header;
  const blocks = notebook.cells.map((cell, index) => {
    const source = joinLines(cell.source);
    const lines = source === "" ? [] : source.split("\n");
    const body = cell.cell_type === "code" ? lines : lines.map(comment);
    const wrong = body.findIndex((line) => LOOKS_LIKE_MARKER.test(line));
    if (wrong >= 0) {
      throw new RangeError(
        `line ${wrong + 1} of cell ${
          index + 1
        } would start a cell in percent format: ${
          JSON.stringify(lines[wrong])
        }, so begin it in another way`,
      );
    }
    return [marker(cell, index), ...body].join("\n") + "\n";
  });
  if (header !== undefined) blocks.unshift(header + "\n");
  return blocks.join("\n");
}

/** The number, in a file in percent format, of the first source line of each cell. */
export function cellStartLines(text: string): number[] {
  return parse(text).cells.map(({ start }) => start);
}

function parse(text: string): { header: string; cells: SourceCell[] } {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const header: string[] = [];
  const cells: SourceCell[] = [];
  for (const [i, line] of lines.entries()) {
    const cell = cells.at(-1);
    if (LOOKS_LIKE_MARKER.test(line)) {
      dropLastIfEmpty(cell?.lines ?? header);
      cells.push({ ...parseMarker(line, i + 1), lines: [], start: i + 2 });
    } else if (!cell) {
      header.push(line);
    } else {
      cell.lines.push(cell.type === "code" ? line : uncomment(line, i + 1));
    }
  }
  return { header: header.join("\n"), cells };
}

function dropLastIfEmpty(lines: string[]): void {
  if (lines.at(-1) === "") lines.pop();
}

function parseMarker(
  line: string,
  number: number,
): Pick<SourceCell, "type" | "metadata"> {
  const match = MARKER.exec(line);
  if (!match) throw malformed(line, number);
  const type = (match[1] ?? "code") as CellType;
  const metadata: CellMetadata = {};
  let rest = (match[2] ?? "").trim();
  while (rest) {
    const key = OPTION.exec(rest)?.[1];
    if (key === undefined) throw malformed(line, number);
    rest = rest.slice(key.length + 1);
    const end = jsonEnd(rest);
    if (end === undefined) throw malformed(line, number);
    metadata[key] = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return { type, metadata };
}

/** Where the JSON value ends that `text` begins with: before a space or at the end. */
function jsonEnd(text: string): number | undefined {
  for (let end = text.indexOf(" ");; end = text.indexOf(" ", end + 1)) {
    const stop = end < 0 ? text.length : end;
    try {
      JSON.parse(text.slice(0, stop));
      return stop;
    } catch {
      if (end < 0) return undefined;
    }
  }
}

function malformed(line: string, number: number): SyntaxError {
  return new SyntaxError(
    `line ${number} is ${
      JSON.stringify(line)
    }, expected "// %%", then perhaps [markdown] or [raw], then perhaps key=JSON`,
  );
}

function marker({ cell_type, metadata }: Cell, index: number): string {
  const parts = ["// %%"];
  if (cell_type !== "code") parts.push(`[${cell_type}]`);
  for (const [key, value] of Object.entries(metadata)) {
    if (!OPTION.test(`${key}=`)) {
      throw new RangeError(
        `the metadata of cell ${index + 1} has the key ${
          JSON.stringify(key)
        }, expected letters, digits, "_", "." and "-" only`,
      );
    }
    parts.push(`${key}=${JSON.stringify(value)}`);
  }
  return parts.join(" ");
}

const comment = (line: string) => line === "" ? "//" : `// ${line}`;

function uncomment(line: string, number: number): string {
  if (line.trim() === "") return "";
  if (line.startsWith("//")) return line.slice(line[2] === " " ? 3 : 2);
  throw new SyntaxError(
    `line ${number} is ${
      JSON.stringify(line)
    } in a cell of text, expected a comment: begin it with "// "`,
  );
}

/** Gives ids to cells. */
class CellIds {
  readonly #kept = new Map<string, string[]>();
  readonly #used = new Set<string>();

  constructor(previous?: Notebook) {
    for (const { cell_type, source, id } of previous?.cells ?? []) {
      const content = `${cell_type}\n${joinLines(source)}`;
      this.#kept.set(content, [...this.#kept.get(content) ?? [], id]);
    }
  }

  next(type: CellType, source: string): string {
    const content = `${type}\n${source}`;
    const hash = createHash("sha256").update(content).digest("hex");
    let id = this.#kept.get(content)?.shift() ?? hash.slice(0, 12);
    for (let n = 2; this.#used.has(id); n++) id = `${hash.slice(0, 12)}-${n}`;
    this.#used.add(id);
    return id;
  }
}
