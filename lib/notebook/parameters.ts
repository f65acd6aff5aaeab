/** Parameters of a notebook: what its cell tagged `parameters` declares, and other values for that. */

import {
  type Cell,
  type CodeCell,
  joinLines,
  type Notebook,
} from "./nbformat.ts";

/** The tag of the cell that declares parameters. */
const DECLARED = "parameters";
/** The tag of the cell after it that gives them other values. */
export const INJECTED = "injected-parameters";

/** A parameter as the notebook declares it. */
interface Parameter {
  /** `const`, `let` or `var`: a later cell can declare it again with the same keyword only. */
  keyword: string;
  /** What is known of the kind of its value. */
  kind?: string;
}

const DECLARATION =
  /^(?:export\s+)?(const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=\n]*)?=\s*([^\n]*?);?\s*(?:\/\/.*)?$/gmu;
const DIGIT_GROUPS = /(?<=^-?[\d_.]*\d)_(?=\d)/g;

/**
 * Gives a notebook's parameters other values, as papermill does: a cell tagged
 * `injected-parameters` goes after the cell tagged `parameters`, in place of one that was injected
 * before. The parameters are what that cell declares at the beginning of a line, one declaration
 * for each; values have to be JSON.
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
  const declared = declarations(joinLines(notebook.cells[place].source));
  const lines = Object.entries(values).map(([name, value]) => {
    const parameter = declared.get(name);
    if (!parameter) {
      throw new RangeError(
        `${name} is no parameter of the notebook, which has ${
          [...declared.keys()].join(", ") || "none"
        }`,
      );
    }
    checkKind(name, parameter, value);
    return `${parameter.keyword} ${name} = ${JSON.stringify(value)};`;
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

function declarations(source: string): Map<string, Parameter> {
  return new Map(
    source.matchAll(DECLARATION).map(([, keyword, name, text]) => {
      let kind: string | undefined;
      try {
        kind = typeof JSON.parse(text.replace(DIGIT_GROUPS, ""));
      } catch {
        // an expression
      }
      return [name, { keyword, kind }];
    }),
  );
}

function checkKind(name: string, { kind }: Parameter, value: unknown): void {
  const kinds = ["number", "string", "boolean"];
  if (kind === undefined || kind === typeof value) return;
  if (!kinds.includes(kind) || !kinds.includes(typeof value)) return;
  throw new TypeError(
    `${name} is a ${kind} in the notebook, got the ${typeof value} ${
      JSON.stringify(value)
    }`,
  );
}
