/** Finds the lines of a JSON text. */

import {
  findNodeAtLocation,
  type Node,
  parse,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import type { JsonPath } from "./json.ts";

/** A JSON text whose values' lines are asked for. */
export class JsonLines {
  readonly #text: string;
  readonly #tree: Node | undefined;

  /** Reads the text, which has to be JSON. */
  constructor(text: string) {
    this.#text = text;
    this.#tree = parseTree(text);
  }

  /** The number of the line on which a value begins; with its key, where it has one. */
  lineOf(path: JsonPath): number {
    const node = this.#tree && findNodeAtLocation(this.#tree, path);
    const start = node?.parent?.type === "property" ? node.parent : node;
    return lineAt(this.#text, start?.offset ?? 0);
  }
}

/** What is wrong with a text that is no JSON, and on which line. */
export function syntaxLine(text: string): string {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length === 0) return "line 1 is no JSON"; // a byte order mark, for one
  const [{ error, offset }] = errors;
  const what = printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  const found = text.slice(offset).split("\n")[0].trim().slice(0, 40);
  const where = found === ""
    ? "where the text ends"
    : `at ${JSON.stringify(found)}`;
  return `line ${lineAt(text, offset)} is no JSON: ${what} ${where}`;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (
    let i = text.indexOf("\n");
    i >= 0 && i < offset;
    i = text.indexOf("\n", i + 1)
  ) line++;
  return line;
}
