import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { contents } from "../../../lib/notebook/page/contents.ts";
import { MarkdownRenderer } from "../../../lib/notebook/page/markdown.ts";
import { code, markdown } from "../cells.ts";
import { pageOf } from "./page_document.ts";

/** The contents of a text as `level of nesting, link, words`. */
async function contentsOf(...texts: string[]): Promise<string[]> {
  const { document } = await pageOf(texts.map((text) => markdown(text)));
  return [...document.querySelectorAll("nav a")].map((link) => {
    const inner = link.parentElement?.parentElement?.parentElement;
    const depth = inner?.tagName === "LI" ? 2 : 1;
    return `${depth} ${link.getAttribute("href")} ${link.textContent}`;
  });
}

Deno.test("contents: two levels below the title, with links that lead there", async () => {
  const found = await contentsOf(
    "# Title\n\n## One\n\n### *In* one\n\n#### Deeper",
    "## 一、什么是 ticks？\n\n### 小节\n\n## [Linked](https://example.com) & `code`\n\n## One",
  );
  assertEquals(found, [
    "1 #one One",
    "2 #in-one In one",
    "1 #一-什么是-ticks 一、什么是 ticks？",
    "2 #小节 小节",
    "1 #linked-code Linked & code",
    "1 #one-2 One",
  ]);
});

Deno.test("contents: several titles are parts, and a lower heading may come first", async () => {
  assertEquals(await contentsOf("### Low\n\n# A\n\n## B\n\n# C"), [
    "1 #low Low",
    "1 #a A",
    "2 #b B",
    "1 #c C",
  ]);
});

Deno.test("contents: none for fewer than two headings, and outputs add none", async () => {
  assertEquals(contents([]), "");
  const output = {
    output_type: "display_data" as const,
    data: { "text/markdown": "## From an output\n\n## Title" },
    metadata: {},
  };
  const cells = [
    markdown("# Title\n\n## Alone"),
    { ...code("show();"), outputs: [output] },
  ];
  const { document } = await pageOf(cells);
  assertEquals(document.querySelectorAll("nav").length, 0);
  const ids = [...document.querySelectorAll("h1, h2")].map(({ id }) => id);
  assertEquals(ids, ["title", "alone", "from-an-output", "title-2"]);
});

Deno.test("contents: a formula in a heading is set in both places", async () => {
  const { document } = await pageOf([markdown("## The $\\mu$\n\n## Rest")]);
  assertEquals(document.querySelectorAll("h2 .katex").length, 1);
  assertEquals(document.querySelectorAll("nav .katex").length, 1);
});

Deno.test("contents: anchors are distinct, stable and fit for a link (property)", () => {
  const word = fc.constantFrom(
    "a",
    "a 2",
    "A-2",
    "é",
    "数",
    "?",
    "",
    "ไม่",
    "_x",
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
    const anchors = () => {
      const markdown = new MarkdownRenderer();
      for (const word of words) markdown.renderCell(`## ${word}`);
      return markdown.headings.map(({ anchor }) => anchor);
    };
    const found = anchors();
    assertEquals(new Set(found).size, words.length);
    for (const anchor of found) assert(/^[\p{L}\p{M}\p{N}-]+$/u.test(anchor));
    assertEquals(anchors(), found);
  }));
});
