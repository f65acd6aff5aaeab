/** Reading notebook files of strangers: nothing that is no notebook gets through. */

import { isRecord } from "./json.ts";
import type { Notebook } from "./nbformat.ts";
import { parseNotebook } from "./notebook_file.ts";

/**
 * Reads the text of an `.ipynb` file and checks it against the official JSON schema of nbformat 4.5,
 * and that no two cells share an id. Every problem is named with its line in the file.
 *
 * Files of nbformat 4.0 to 4.4 pass without the ids that they do not have; see
 * {@linkcode parseNotebook}, which reads with a few checks of its own, and at once.
 *
 * @throws {SyntaxError} where the text is no JSON, with the line.
 * @throws {TypeError} where it is no valid notebook of nbformat 4: a line for each problem.
 *
 * @example
 * ```ts
 * import { createNotebook, readNotebook, serializeNotebook } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const text = serializeNotebook(createNotebook([]));
 * await readNotebook(text);
 * const problem = await readNotebook(text.replace("[]", "1")).catch((error) => error.message);
 * if (problem !== "line 2: cells is 1, expected a list") throw new Error(problem);
 * ```
 */
export async function readNotebook(text: string): Promise<Notebook> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { syntaxLine } = await import("./json_lines.ts");
    throw new SyntaxError(syntaxLine(text), { cause: error });
  }
  if (!isRecord(value) || value.nbformat !== 4) return parseNotebook(text);
  // Loaded here, so that importing this package's entry point loads no npm package.
  const { schemaProblems } = await import("./schema_problems.ts");
  const problems = schemaProblems(value, text);
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return parseNotebook(text);
}
