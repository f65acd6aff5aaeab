/** What opens the project in VS Code and Codespaces: files that can be read, and versions that agree. */

import { parse, type ParseError, printParseErrorCode } from "jsonc-parser";
import { Row } from "./report.ts";

const settings = [
  ".devcontainer/devcontainer.json",
  ".vscode/extensions.json",
  ".vscode/settings.json",
];

/** Every place that names a version of Deno. */
const versions: Record<string, RegExp> = {
  ".ci/run": /npx -y deno@(\S+)/,
  ".devcontainer/Dockerfile": /deno==(\S+)/,
  "notebooks/colab.ipynb": /deno==([\d.]+)/,
};

/** Reads all of them. */
export async function checkEditors(): Promise<Row> {
  const row = new Row("editors", "settings");
  for (const path of settings) {
    const errors: ParseError[] = [];
    const text = await Deno.readTextFile(path);
    parse(text, errors, { allowTrailingComma: true });
    row.check(
      "runs",
      errors.map(({ error, offset }) =>
        `${path}, line ${text.slice(0, offset).split("\n").length}: ${
          printParseErrorCode(error)
        }`
      ),
    );
  }
  const wanted = versions[".ci/run"].exec(await Deno.readTextFile(".ci/run"))
    ?.[1];
  for (const [path, pattern] of Object.entries(versions)) {
    const found = pattern.exec(await Deno.readTextFile(path))?.[1];
    const same = found !== undefined && found === wanted;
    row.check(
      "runs",
      same ? [] : [`${path} names Deno ${found}, .ci/run ${wanted}`],
    );
  }
  return row;
}
