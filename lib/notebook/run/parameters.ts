/** Parameters of a notebook: what its cell tagged `parameters` declares, and other values for that. */

import { isString } from "./code_text.ts";
import { type Declaration, declarations } from "./declarations.ts";
import {
  type Cell,
  type CodeCell,
  joinLines,
  type Notebook,
} from "../format/nbformat.ts";

/** Numbers as JavaScript writes them: `1_000`, `.5`, `0x10`, `1e-3`; and its whole numbers of any size. */
const NUMBER =
  /^[-+]?\s*(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d+)?|NaN|Infinity)$/i;
const BIGINT = /^-?\s*(?:0[xob][\da-f_]+|\d[\d_]*)n$/i;
/** The tag of the cell that declares parameters. */
const DECLARED = "parameters";
/** The tag of the cell after it that gives them other values. */
export const INJECTED = "injected-parameters";

/**
 * Gives a notebook's parameters other values, as papermill does: a cell tagged
 * `injected-parameters` goes after the cell tagged `parameters`, in place of one that was injected
 * before. The parameters are what that cell declares at the beginning of a line with a name, not by
 * destructuring; values have to be JSON.
 *
 * @throws {RangeError} where no cell has the tag `parameters`, or a name is not declared in it.
 * @throws {TypeError} where the notebook has a number, a string or a boolean and another of these
 * was given.
 *
 * @example
 * ```ts
 * import { percentToNotebook, withParameters } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * const notebook = percentToNotebook('// %% tags=["parameters"]\nconst epochs = 20;\n');
 * const short = withParameters(notebook, { epochs: 3 });
 * const source = short.cells[1].source;
 * if (source !== "// Parameters\nconst epochs = 3;") throw new Error(String(source));
 * ```
 */
export function withParameters(
  notebook: Notebook,
  values: Readonly<Record<string, unknown>>,
): Notebook {
  const place = notebook.cells.findIndex((cell) => isTagged(cell, DECLARED));
  if (place < 0) {
    throw new RangeError(
      `the notebook has no parameters: give the cell that declares them the tag "parameters", in percent format // %% tags=["parameters"]`,
    );
  }
  const declared = new Map(
    declarations(joinLines(notebook.cells[place].source))
      .map((declaration) => [declaration.name, declaration]),
  );
  const lines = Object.entries(values).map(([name, value]) => {
    const declaration = declared.get(name);
    if (!declaration) {
      throw new RangeError(
        `${name} is no parameter of the notebook, which has ${
          [...declared.keys()].join(", ") || "none"
        }`,
      );
    }
    checkKind(declaration, value);
    return `${declaration.keyword} ${name} = ${JSON.stringify(value)};`;
  });
  const cell: CodeCell = {
    cell_type: "code",
    id: INJECTED,
    metadata: { tags: [INJECTED] },
    source: ["// Parameters", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  const cells = structuredClone(
    notebook.cells.filter((other) => !isTagged(other, INJECTED)),
  );
  cells.splice(cells.findIndex((c) => isTagged(c, DECLARED)) + 1, 0, cell);
  return { ...structuredClone({ ...notebook, cells: [] }), cells };
}

/** Whether a cell of code has a tag. */
export function isTagged(cell: Cell, tag: string): boolean {
  return cell.cell_type === "code" && !!cell.metadata.tags?.includes(tag);
}

/** Where the kinds of both values are known they have to be the same. */
function checkKind({ name, value: text }: Declaration, value: unknown): void {
  const [kind, given] = [kindOf(text), typeof value];
  const known = kind !== null &&
    ["number", "string", "boolean"].includes(given);
  if (!known || kind === given) return;
  throw new TypeError(
    `${name} is a ${kind} in the notebook, got the ${given} ${
      JSON.stringify(value)
    }`,
  );
}

/** The kind of a value by its text; null for all that is no literal. */
function kindOf(text: string): string | null {
  if (isString(text)) return "string";
  if (/^(?:true|false)$/.test(text)) return "boolean";
  if (BIGINT.test(text)) return "bigint";
  return NUMBER.test(text) ? "number" : null;
}
