import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { highlight } from "../../../lib/notebook/page/highlight.ts";
import { markdown } from "../cells.ts";
import { pageOf } from "./page_document.ts";
import { textOf } from "./text_of.ts";

const LANGUAGES = ["typescript", "bash", "json", "python", "xml", "klingon"];

Deno.test("highlight: keeps the code (property)", () => {
  const piece = fc.constantFrom(
    ...'const |"a"|\'|`|${|}|// c\n|/*|*/|1.5e3|0xff|x.type|<T>|&|\\|\n|#|$('
      .split("|"),
  );
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.constantFrom(...LANGUAGES),
      (pieces, language) => {
        const code = pieces.join("");
        assertEquals(textOf(highlight(code, language)), code);
      },
    ),
  );
});

Deno.test("highlight: what is coloured in each language", () => {
  const kinds = (code: string, language: string) =>
    [...highlight(code, language).matchAll(/class="hljs-(\w+)[^"]*">([^<]*)</g)]
      .map(([, kind, text]) => `${kind} ${textOf(text)}`);
  assertEquals(kinds("const a = b.type + 1.5e3; // of 2", "ts"), [
    "keyword const",
    "property type",
    "number 1.5e3",
    "comment // of 2",
  ]);
  assertEquals(kinds("let a = 'x'", "js"), ["keyword let", "string 'x'"]);
  assertEquals(kinds("if true; then # why\n", "console"), [
    "keyword if",
    "literal true",
    "keyword then",
    "comment # why",
  ]);
  assertEquals(kinds('{"a": 1}', "json"), [
    "punctuation {",
    'attr "a"',
    "punctuation :",
    "number 1",
    "punctuation }",
  ]);
  assertEquals(kinds("def f(): return 'a'", "py"), [
    "keyword def",
    "title f",
    "keyword return",
    "string 'a'",
  ]);
  assertEquals(kinds("<a href='x'>", "html").slice(0, 2), [
    "tag <",
    "name a",
  ]);
  assertEquals(highlight("const <a>", "klingon"), "const &lt;a&gt;");
});

Deno.test("highlight: fences say their language, cells have the notebook's", async () => {
  const fences = "```python\ndef f\n```\n\n```\ndef <f>\n```\n";
  const { document } = await pageOf([markdown(fences)]);
  const words = [...document.querySelectorAll("pre")].map((pre) => [
    pre.querySelector(".hljs-keyword")?.textContent,
    pre.textContent,
  ]);
  assertEquals(words, [["def", "def f\n"], [undefined, "def <f>\n"]]);
});
