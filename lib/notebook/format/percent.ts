/**
 * Notebooks as TypeScript files in the percent format: `// %%` starts a cell of code and
 * `// %% [markdown]` one of text in comments. Such a file can be type-checked, linted, formatted and
 * compared line by line.
 */

import { CellIds } from "./cell_ids.ts";
import { isRecord, sameJson } from "./json.ts";
import {
  type Cell,
  DENO_METADATA,
  joinLines,
  type Notebook,
  type NotebookMetadata,
  splitLines,
} from "./nbformat.ts";
import { createNotebook } from "./notebook_file.ts";
import {
  escapeLine,
  isMarker,
  type Marker,
  parseMarker,
  unescapeLine,
  writeMarker,
} from "./percent_marker.ts";

/** A cell as the source file has it. */
interface SourceCell extends Marker {
  type: Cell["cell_type"];
  lines: string[];
  /** The number in the file of the first line of its source. */
  start: number;
}

interface SourceFile {
  header: string;
  metadata: NotebookMetadata;
  cells: SourceCell[];
}

/**
 * Reads a file in percent format as a notebook without outputs.
 *
 * A line `// %%` starts a cell of code, `// %% [markdown]` and `// %% [raw]` one of text, whose lines
 * are comments. On the same line may follow `key=JSON`: the cell's `id`, the `attachments` of a text,
 * and metadata, as in `// %% id="sizes" tags=["parameters"]`. Metadata whose key is `id` or no
 * name has the key in quotes: `"id"="x"`. A line of a cell that begins with `// %%` itself is written
 * with a backslash, `// \%%`. One empty line before a marker belongs to no cell.
 *
 * What stands before the first marker goes to the notebook's metadata as `ticks.header`. A first
 * marker `// %% [notebook]` has other metadata of the notebook, `null` for what it lacks of
 * {@linkcode DENO_METADATA}.
 *
 * Ids that are not given are made of type and source, so they stay when a cell moves; a cell that is
 * in `previous` with the same type and source keeps the id that it has there.
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
  const { header, metadata, cells } = parse(text);
  const given = new Set(cells.flatMap(({ id }) => id ?? []));
  const ids = new CellIds(previous, given);
  const notebook = createNotebook(
    cells.map(({ type, metadata, attachments, lines, start, ...cell }) => {
      const joined = lines.join("\n");
      const id = cell.id ?? ids.derive(type, joined);
      if (ids.has(id)) {
        throw new SyntaxError(
          `line ${start - 1} has the id ${
            JSON.stringify(id)
          }, expected one that no cell before it has`,
        );
      }
      ids.use(id);
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
        : {
          cell_type: type,
          id,
          metadata,
          source,
          ...(attachments && { attachments }),
        };
    }),
    metadata,
  );
  for (const key of Object.keys(DENO_METADATA)) {
    if (notebook.metadata[key] === null) delete notebook.metadata[key];
  }
  if (header !== "") {
    notebook.metadata.ticks = { ...notebook.metadata.ticks, header };
  }
  return notebook;
}

/**
 * Writes a notebook in percent format: cells with their ids, metadata and attachments, and the
 * notebook's own metadata. Outputs stay behind. {@linkcode percentToNotebook} leads back.
 *
 * Ids that content and order give anyway are not written.
 *
 * @example
 * ```ts
 * import { createNotebook, notebookToPercent } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = createNotebook([
 *   { cell_type: "markdown", id: "title", metadata: {}, source: "# Sums\n\nof numbers" },
 * ]);
 * const expected = '// %% [markdown] id="title"\n// # Sums\n//\n// of numbers\n';
 * if (notebookToPercent(notebook) !== expected) throw new Error("comments expected");
 * ```
 */
export function notebookToPercent(notebook: Notebook): string {
  const { header, metadata } = splitHeader(notebook.metadata);
  const ids = new CellIds();
  const blocks = notebook.cells.map((cell) => {
    const { cell_type: type, id, metadata } = cell;
    const source = joinLines(cell.source);
    const lines = source === "" ? [] : source.split("\n");
    const body = type === "code" ? lines : lines.map(comment);
    const known = id === ids.derive(type, source);
    ids.use(id);
    const marker = writeMarker({
      type,
      id: known ? undefined : id,
      attachments: type === "code" ? undefined : cell.attachments,
      metadata,
    });
    return [marker, ...body.map(escapeLine)].join("\n") + "\n";
  });
  // Where nothing but a header ends its lines with carriage returns, the file would be one of Windows.
  const seemsWindows = blocks.length === 0 && header.includes("\r");
  if (Object.keys(metadata).length > 0 || seemsWindows) {
    blocks.unshift(writeMarker({ type: "notebook", metadata }) + "\n");
  }
  if (header !== "") {
    blocks.unshift(header.split("\n").map(escapeLine).join("\n") + "\n");
  }
  return blocks.join("\n");
}

/** The number, in a file in percent format, of the first source line of each cell. */
export function cellStartLines(text: string): number[] {
  return parse(text).cells.map(({ start }) => start);
}

/** Metadata of a notebook as the file holds it: the header apart, and without what is always there. */
function splitHeader(
  all: NotebookMetadata,
): { header: string; metadata: Record<string, unknown> } {
  const metadata: Record<string, unknown> = { ...all };
  let header = "";
  if (isRecord(all.ticks) && typeof all.ticks.header === "string") {
    const { header: text, ...others } = all.ticks;
    if (text) {
      header = text;
      metadata.ticks = others;
      if (Object.keys(others).length === 0) delete metadata.ticks;
    }
  }
  for (const [key, value] of Object.entries(DENO_METADATA)) {
    if (!(key in metadata)) metadata[key] = null;
    else if (sameJson(metadata[key], value)) delete metadata[key];
  }
  return { header, metadata };
}

function parse(text: string): SourceFile {
  // A carriage return in a file that does not have them throughout belongs to a cell.
  const all = /(?<!\r)\n/.test(text) ? text : text.replaceAll("\r\n", "\n");
  const lines = all.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const header: string[] = [];
  const cells: SourceCell[] = [];
  let metadata: NotebookMetadata | undefined;
  for (const [i, line] of lines.entries()) {
    const cell = cells.at(-1);
    if (isMarker(line)) {
      if (!metadata || cell) dropLastIfEmpty(cell?.lines ?? header);
      const { type, ...marker } = parseMarker(line, i + 1);
      if (type !== "notebook") {
        cells.push({ ...marker, type, lines: [], start: i + 2 });
      } else if (cell || metadata) {
        throw new SyntaxError(
          `line ${
            i + 1
          } is "// %% [notebook]", expected it once, before all cells`,
        );
      } else metadata = marker.metadata;
    } else if (cell) {
      const own = unescapeLine(line);
      cell.lines.push(cell.type === "code" ? own : uncomment(own, i + 1));
    } else if (!metadata) {
      header.push(unescapeLine(line));
    } else if (line.trim() !== "") {
      throw new SyntaxError(
        `line ${i + 1} is ${
          JSON.stringify(line)
        }, expected a cell after "// %% [notebook]"`,
      );
    }
  }
  return { header: header.join("\n"), metadata: metadata ?? {}, cells };
}

function dropLastIfEmpty(lines: string[]): void {
  if (lines.at(-1) === "") lines.pop();
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
