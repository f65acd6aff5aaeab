/**
 * The notebook file format: types of nbformat 4.5, and reading and writing it the way Jupyter does.
 *
 * Source of the format: https://nbformat.readthedocs.io/en/latest/format_description.html
 */

/** Text in a notebook file: a string, or its lines, each with its own newline. */
export type MultilineText = string | string[];

/** One content by MIME type: text as text, JSON types as JSON, pictures as base64 text. */
export type MimeBundle = Record<string, unknown>;

/** Text that a cell printed. */
export interface StreamOutput {
  /** What kind of output this is. */
  output_type: "stream";
  /** The stream that it was printed to. */
  name: "stdout" | "stderr";
  /** What was printed. */
  text: MultilineText;
}

/** Something that a cell displayed. */
export interface DisplayOutput {
  /** What kind of output this is. */
  output_type: "display_data";
  /** The content, by MIME type. */
  data: MimeBundle;
  /** More about it, by MIME type: `{ "image/png": { alt: "..." } }`. */
  metadata: Record<string, unknown>;
}

/** The value of a cell's last expression. */
export interface ResultOutput {
  /** What kind of output this is. */
  output_type: "execute_result";
  /** The number of the execution that gave it. */
  execution_count: number | null;
  /** The content, by MIME type. */
  data: MimeBundle;
  /** More about it, by MIME type. */
  metadata: Record<string, unknown>;
}

/** How a cell failed. */
export interface ErrorOutput {
  /** What kind of output this is. */
  output_type: "error";
  /** The error's name. */
  ename: string;
  /** The error's message. */
  evalue: string;
  /** Lines of the trace. */
  traceback: string[];
}

/** One output of a code cell. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** Metadata of a cell. */
export interface CellMetadata {
  /** Labels, of which `parameters` is the best known; `varies` is for outputs that do. */
  tags?: string[];
  /** What this package keeps: how far numbers in the cell's outputs may be apart, when compared. */
  ticks?: { rtol?: number; atol?: number };
  /** Whatever else tools keep there. */
  [key: string]: unknown;
}

/** A cell of code with its outputs. */
export interface CodeCell {
  /** What kind of cell this is. */
  cell_type: "code";
  /** Identifies the cell in its notebook: 1 to 64 letters, digits, `-` and `_`. */
  id: string;
  /** More about the cell. */
  metadata: CellMetadata;
  /** The code. */
  source: MultilineText;
  /** The number of its execution, `null` where it was not executed. */
  execution_count: number | null;
  /** What it put out, in order. */
  outputs: Output[];
}

/** A cell of text: Markdown, or raw text that only converters read. */
export interface TextCell {
  /** What kind of cell this is. */
  cell_type: "markdown" | "raw";
  /** Identifies the cell in its notebook: 1 to 64 letters, digits, `-` and `_`. */
  id: string;
  /** More about the cell. */
  metadata: CellMetadata;
  /** The text. */
  source: MultilineText;
  /** Pictures and other files that the text refers to as `attachment:name`, by name. */
  attachments?: Record<string, MimeBundle>;
}

/** A cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** Metadata of a notebook. */
export interface NotebookMetadata {
  /** The kernel that it is for. */
  kernelspec?: { name: string; display_name: string; language?: string };
  /** The language of its code. */
  language_info?: { name: string; [key: string]: unknown };
  /** What this package keeps: `header`, the text of a source file before its first cell. */
  ticks?: { header?: string };
  /** Whatever else tools keep there. */
  [key: string]: unknown;
}

/** A notebook of nbformat 4. */
export interface Notebook {
  /** The cells, in order. */
  cells: Cell[];
  /** More about the notebook. */
  metadata: NotebookMetadata;
  /** The major version of the format, always 4. */
  nbformat: 4;
  /** The minor version of the format, 5 when written by this package. */
  nbformat_minor: number;
}

/** The metadata of every notebook that this package writes: fixed, so that files do not churn. */
export const DENO_METADATA: Readonly<NotebookMetadata> = Object.freeze({
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: {
    file_extension: ".ts",
    mimetype: "text/x.typescript",
    name: "typescript",
  },
});

/**
 * The whole text of a cell's source or a stream's text.
 *
 * @example
 * ```ts
 * import { joinLines } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * if (joinLines(["1 +\n", "1"]) !== "1 +\n1") throw new Error("lines differ");
 * ```
 */
export function joinLines(text: MultilineText): string {
  return typeof text === "string" ? text : text.join("");
}

/**
 * Text as a list of lines, each with its newline, as notebook files hold it.
 *
 * @example
 * ```ts
 * import { splitLines } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * if (splitLines("1 +\n1").length !== 2) throw new Error("two lines expected");
 * ```
 */
export function splitLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}
