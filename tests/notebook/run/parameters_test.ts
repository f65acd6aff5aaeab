import { assertEquals } from "@std/assert";
import {
  createNotebook,
  joinLines,
  type Notebook,
  runNotebook,
  withParameters,
} from "../../../lib/notebook/mod.ts";
import { assertMessage } from "../../assert_message.ts";
import { code, markdown, notebookOf, printed } from "../cells.ts";

const DECLARATIONS = `// What can be set
const epochs = 20; // passes
export let rate: number = 0.1;
const steps = 1_000, other = 1;
const name: "adam" | "sgd" = "adam";
var size = 2 * 16;
  const inner = 1;`;

function withTag(): Notebook {
  const declared = code(DECLARATIONS, "declared");
  declared.metadata.tags = ["parameters"];
  return createNotebook([markdown("# Title"), declared, code("epochs", "use")]);
}

const sources = (notebook: Notebook) =>
  notebook.cells.map(({ source }) => joinLines(source));

Deno.test("parameters: a cell after the declarations, with their keywords; the notebook stays as it was", () => {
  const notebook = withTag();
  const values = {
    epochs: 3,
    rate: 1e-3,
    name: '"sgd"</script>',
    size: [1, { a: null }],
  };
  const result = withParameters(notebook, values);
  assertEquals(notebook, withTag());
  assertEquals(sources(result), [
    "# Title",
    DECLARATIONS,
    `// Parameters
const epochs = 3;
let rate = 0.001;
const name = "\\"sgd\\"</script>";
var size = [1,{"a":null}];`,
    "epochs",
  ]);
  assertEquals(result.cells[2].metadata, { tags: ["injected-parameters"] });
});

Deno.test("parameters: a cell that was injected before is replaced", () => {
  const once = withParameters(withTag(), { epochs: 3, rate: 1 });
  const twice = withParameters(once, { epochs: 4 });
  assertEquals(sources(twice).slice(2), [
    "// Parameters\nconst epochs = 4;",
    "epochs",
  ]);
});

Deno.test("parameters: the kernel takes them, also where functions use them", async () => {
  const notebook = notebookOf(
    'const epochs = 20;\nlet rate: number = 0.1;\nvar name = "adam";\nconst all = () => [epochs, rate, name];',
    "console.log(...all(), epochs, rate, name);",
  );
  notebook.cells[0].metadata.tags = ["parameters"];
  const set = withParameters(notebook, { epochs: 3, rate: 1, name: "sgd" });
  assertEquals(printed(await runNotebook(set), 2), "3 1 sgd 3 1 sgd\n");
});

Deno.test("parameters: literals of every spelling have a kind, expressions none", () => {
  const kinds: [string, string][] = [
    [".5 0x10 0b11 0o7 1_000 -1 +1 -1.5e-3 1. 1E3 Infinity NaN", "number"],
    ["'x' \"x\" `x` `a${1}` '\\'' ''", "string"],
    ["true false", "boolean"],
    ["10n 0x1Fn", "bigint"],
  ];
  const given = { number: 7, string: "7", boolean: true };
  for (const [texts, kind] of kinds) {
    for (const text of texts.split(" ")) {
      const notebook = notebookOf(`const a = ${text};`);
      notebook.cells[0].metadata.tags = ["parameters"];
      for (const [other, value] of Object.entries(given)) {
        const set = () => withParameters(notebook, { a: value });
        if (other === kind) set();
        else {
          assertMessage(
            set,
            TypeError,
            `a is a ${kind} in the notebook, got the ${other} ${
              JSON.stringify(value)
            }`,
          );
        }
      }
    }
  }
  for (const text of ["1 + 1", "'a' + 'b'", "f(1)", "[1]", "null", "x", "."]) {
    const notebook = notebookOf(`const a = ${text};`);
    notebook.cells[0].metadata.tags = ["parameters"];
    for (const value of Object.values(given)) {
      withParameters(notebook, { a: value });
    }
  }
});

Deno.test("parameters: what the notebook does not declare, or as another kind, is an error", () => {
  const set = (values: Record<string, unknown>) => () =>
    withParameters(withTag(), values);
  assertMessage(
    () => withParameters(notebookOf("const epochs = 1;"), { epochs: 2 }),
    RangeError,
    'the notebook has no parameters: give the cell that declares them the tag "parameters", in percent format // %% tags=["parameters"]',
  );
  const names = "which has epochs, rate, steps, other, name, size";
  for (const name of ["epoch", "inner", "__proto__"]) {
    assertMessage(
      set(JSON.parse(`{ ${JSON.stringify(name)}: 1 }`)),
      RangeError,
      `${name} is no parameter of the notebook, ${names}`,
    );
  }
  assertMessage(
    set({ rate: ".5" }),
    TypeError,
    'rate is a number in the notebook, got the string ".5"',
  );
  assertMessage(
    set({ name: 7 }),
    TypeError,
    "name is a string in the notebook, got the number 7",
  );
});
