/** What an error of the schema check means, in a sentence. */

import type { ErrorObject } from "ajv";
import { accessor, isRecord, type JsonPath, showJson } from "./json.ts";

const KINDS: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  object: "an object",
  string: "a string",
};

/** Where in a notebook an error is, and what it says. */
export function describeError(
  error: ErrorObject,
  notebook: unknown,
): { path: JsonPath; text: string } {
  const path = pathOf(error.instancePath, notebook);
  const { keyword, params } = error;
  switch (keyword) {
    case "required":
      return {
        path,
        text: `${nameOf(path)} has no ${
          JSON.stringify(params.missingProperty)
        }`,
      };
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      return {
        path: [...path, key],
        text: `${nameOf(path)} has ${
          JSON.stringify(key)
        }, which nbformat 4.5 does not know there`,
      };
    }
    case "discriminator": {
      const key = String(params.tag);
      const names = key === "cell_type"
        ? '"code", "markdown" or "raw"'
        : '"stream", "display_data", "execute_result" or "error"';
      const found = params.tagValue === undefined
        ? `no ${key}`
        : `the ${key} ${showJson(params.tagValue)}`;
      return {
        path: params.tagValue === undefined ? path : [...path, key],
        text: `${nameOf(path)} has ${found}, expected ${names}`,
      };
    }
    default: {
      const value = valueAt(notebook, path);
      return {
        path,
        text: `${nameOf(path)} is ${showJson(value)}, expected ${
          expected(error)
        }`,
      };
    }
  }
}

function expected({ keyword, params, schemaPath }: ErrorObject): string {
  switch (keyword) {
    case "type":
      return [params.type].flat().map((type) => KINDS[type]).join(" or ");
    case "oneOf":
      return schemaPath.includes("codemirror_mode")
        ? "a string or an object"
        : "text: a string or a list of strings";
    case "pattern":
    case "minLength":
    case "maxLength":
      return schemaPath.includes("cell_id")
        ? '1 to 64 letters, digits, "-" and "_"'
        : schemaPath.includes("metadata_tags")
        ? "some text without commas"
        : "some text in one line";
    case "uniqueItems":
      return "no tag twice";
    case "minimum":
      return `at least ${params.limit}`;
    case "maximum":
      return `at most ${params.limit}`;
    case "enum":
      return `one of ${JSON.stringify(params.allowedValues).slice(1, -1)}`;
    default:
      return `another value (${keyword})`;
  }
}

/** The path of a JSON pointer, positions in lists as numbers. */
function pathOf(pointer: string, notebook: unknown): JsonPath {
  const keys = pointer.split("/").slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const path: JsonPath = [];
  for (const key of keys) {
    path.push(Array.isArray(valueAt(notebook, path)) ? Number(key) : key);
  }
  return path;
}

function valueAt(value: unknown, path: JsonPath): unknown {
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isRecord(value)) value = value[key];
    else return undefined;
  }
  return value;
}

/** A path as a reader of notebooks would say it: `cell 3, output 1, data["text/plain"]`. */
function nameOf(path: JsonPath): string {
  const names: string[] = [];
  let rest = [...path];
  if (rest[0] === "cells" && rest.length > 1) {
    names.push(`cell ${Number(rest[1]) + 1}`);
    rest = rest.slice(2);
    if (rest[0] === "outputs" && rest.length > 1) {
      names.push(`output ${Number(rest[1]) + 1}`);
      rest = rest.slice(2);
    }
  }
  if (rest.length > 0) {
    names.push(accessor(rest));
  }
  return names.join(", ") || "the notebook";
}
