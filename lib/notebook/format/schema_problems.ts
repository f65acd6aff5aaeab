/** Checks notebooks against the official JSON schema of their format. */

import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isRecord, type JsonPath } from "./json.ts";
import { JsonLines } from "./json_lines.ts";
import schema from "./schema/nbformat.v4.5.schema.json" with { type: "json" };
import { describeError } from "./schema_words.ts";

/** So many problems are told of; a file that has more has one cause for all. */
const MOST = 10;

/** One more problem than the schema knows, or one of its own: where it is, and what. */
interface Problem {
  path: JsonPath;
  text: string;
}

/** What is wrong with the JSON value of a file of nbformat 4, by the lines of the file. */
export function schemaProblems(
  value: Record<string, unknown>,
  text: string,
): string[] {
  const minor = value.nbformat_minor;
  const validate = validator(typeof minor === "number" && minor < 5);
  const problems = validate(value)
    ? duplicateIds(value)
    : validate.errors!.filter(isCause).map((error) =>
      describeError(error, value)
    );
  if (problems.length === 0) return [];
  const lines = new JsonLines(text);
  const told = problems
    .map(({ path, text }) => ({ line: lines.lineOf(path), text }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => `line ${line}: ${text}`);
  return told.length <= MOST
    ? told
    : [...told.slice(0, MOST), `and ${told.length - MOST} more`];
}

/** Errors within a choice only say that it was not this one. */
const isCause = ({ schemaPath }: ErrorObject) =>
  !/\/oneOf\/\d/.test(schemaPath);

const validators = new Map<boolean, ValidateFunction>();

/** The compiled schema; that of files older than 4.5 asks for no ids. */
function validator(old: boolean): ValidateFunction {
  const known = validators.get(old);
  if (known) return known;
  const { $schema: _draft, ...own } = structuredClone(schema);
  const { definitions, properties } = own;
  if (old) {
    properties.nbformat_minor.minimum = 0;
    const { raw_cell, markdown_cell, code_cell } = definitions;
    for (const cell of [raw_cell, markdown_cell, code_cell]) {
      cell.required = cell.required.filter((key) => key !== "id");
    }
  }
  // With it an error is one of the cell's own type, and not of all types.
  Object.assign(definitions.cell, {
    discriminator: { propertyName: "cell_type" },
  });
  Object.assign(definitions.output, {
    discriminator: { propertyName: "output_type" },
  });
  const ajv = new Ajv({ strict: false, discriminator: true, allErrors: true });
  const compiled = ajv.compile(own);
  validators.set(old, compiled);
  return compiled;
}

function duplicateIds({ cells }: Record<string, unknown>): Problem[] {
  const first = new Map<unknown, number>();
  return (cells as unknown[]).flatMap((cell, index) => {
    const id = isRecord(cell) ? cell.id : undefined;
    const before = first.get(id);
    if (id === undefined) return [];
    if (before === undefined) {
      first.set(id, index);
      return [];
    }
    return {
      path: ["cells", index, "id"],
      text: `cell ${index + 1} has the id ${JSON.stringify(id)} of cell ${
        before + 1
      }, expected one of its own`,
    };
  });
}
