/**
 * The lines that start cells in percent format, as `// %% [markdown] id="title" tags=["intro"]`:
 * what they say, and how other lines are told from them.
 */

import { isRecord, jsonEnd, sortKeys } from "./json.ts";
import type { Cell, TextCell } from "./nbformat.ts";

/** What a marker says of the cell after it, or, where its type is `notebook`, of the notebook. */
export interface Marker {
  /** What it starts. */
  type: Cell["cell_type"] | "notebook";
  /** The cell's id, where it is not the one that its content gives. */
  id?: string;
  /** The files that the cell's text refers to. */
  attachments?: TextCell["attachments"];
  /** Metadata of the cell or the notebook. */
  metadata: Record<string, unknown>;
}

const MARKER = /^\/\/ %%(?:\s+\[(markdown|raw|notebook)\])?(\s[^]*)?$/;
const KEY = /^([A-Za-z_][\w.-]*|"(?:[^"\\]|\\.)*")=/;
const NAME = /^[A-Za-z_][\w.-]*$/;
const ID = /^[\w-]{1,64}$/;
/** Keys that stand for parts of the cell itself; in quotes they are metadata. */
const PARTS = ["id", "attachments"];

/** Whether a line starts a cell. */
export const isMarker = (line: string) => line.startsWith("// %%");

/** A line of a cell as the file holds it: one that looks like a marker gets a backslash. */
export function escapeLine(line: string): string {
  return /^\/\/ \\*%%/.test(line) ? `// \\${line.slice(3)}` : line;
}

/** The way back. */
export function unescapeLine(line: string): string {
  return /^\/\/ \\+%%/.test(line) ? `// ${line.slice(4)}` : line;
}

/**
 * Reads a marker.
 *
 * @throws {SyntaxError} with the number of the line where it is malformed.
 */
export function parseMarker(line: string, number: number): Marker {
  const match = MARKER.exec(line);
  if (!match) throw malformed(line, number);
  const type = (match[1] ?? "code") as Marker["type"];
  const metadata: [string, unknown][] = [];
  const parts: Record<string, unknown> = {};
  let rest = (match[2] ?? "").trim();
  while (rest) {
    const key = KEY.exec(rest)?.[1];
    if (key === undefined) throw malformed(line, number);
    rest = rest.slice(key.length + 1);
    const end = jsonEnd(rest);
    try {
      const value: unknown = JSON.parse(rest.slice(0, end));
      if (type !== "notebook" && PARTS.includes(key)) parts[key] = value;
      else metadata.push([key[0] === '"' ? JSON.parse(key) : key, value]);
    } catch {
      throw malformed(line, number);
    }
    rest = rest.slice(end).trimStart();
  }
  const { id, attachments } = parts;
  if (id !== undefined && !(typeof id === "string" && ID.test(id))) {
    throw new SyntaxError(
      `line ${number} has the id ${
        JSON.stringify(id)
      }, expected 1 to 64 letters, digits, "-" and "_" in quotes`,
    );
  }
  if (
    attachments !== undefined && (type === "code" || !isRecord(attachments))
  ) {
    throw new SyntaxError(
      `line ${number} has attachments, expected an object in a cell of [markdown] or [raw]`,
    );
  }
  return { type, ...parts, metadata: Object.fromEntries(metadata) };
}

/** Writes a marker, keys in order as in notebook files. */
export function writeMarker({ type, metadata, ...parts }: Marker): string {
  const words = ["// %%"];
  if (type !== "code") words.push(`[${type}]`);
  for (const [key, value] of Object.entries(parts)) {
    if (value !== undefined) words.push(`${key}=${inLine(value)}`);
  }
  for (const [key, value] of Object.entries(sortKeys(metadata))) {
    const part = type !== "notebook" && PARTS.includes(key);
    const name = NAME.test(key) && !part ? key : inLine(key);
    words.push(`${name}=${inLine(value)}`);
  }
  return words.join(" ");
}

/** JSON in a comment: two characters that JSON allows would end the line for TypeScript. */
function inLine(value: unknown): string {
  return JSON.stringify(sortKeys(value))
    .replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

function malformed(line: string, number: number): SyntaxError {
  return new SyntaxError(
    `line ${number} is ${
      JSON.stringify(line)
    }, expected "// %%", then perhaps [markdown] or [raw], then perhaps key=JSON`,
  );
}
