import { assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { html, latex, markdown, Markup } from "../../../lib/notebook/mod.ts";
import { MarkdownRenderer } from "../../../lib/notebook/page/markdown.ts";

const hostile = [
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(1)</script>",
  "$x$ and $$y$$",
  "\\(x\\) and \\begin{x}",
  "*a* _b_ `c` ~~d~~ [e](f) ![g](h)",
  "# heading",
  "- item",
  "+ item",
  "12. item",
  "12) item",
  "> quote",
  "===",
  "---",
  "| a | b |",
  "&amp; &#36;",
  "<!-- -->",
  `" onerror="alert(1)`,
  "    code",
  "\tcode",
  "  - item",
  "break  ",
];

Deno.test("markdown: what is put in is shown as written, alone and in a line", () => {
  for (const text of hostile) {
    for (const [before, after] of [["", ""], ["So ", " it is."]]) {
      const filled = before === ""
        ? markdown`${text}`
        : markdown`So ${text} it is.`;
      const { body } = new JSDOM(
        new MarkdownRenderer().render(filled.source),
      ).window.document;
      assertEquals(body.textContent, `${before}${text}${after}\n`);
      const elements = [...body.querySelectorAll("*")].map((e) => e.tagName);
      assertEquals(elements.filter((tag) => !["P", "SPAN"].includes(tag)), []);
      assertEquals(filled.plain, `${before}${text}${after}`);
      // What pages look for formulas in is the text of one node.
      for (const { childNodes } of body.querySelectorAll("p, span")) {
        for (const { nodeType, textContent } of childNodes) {
          if (nodeType === 3 && textContent!.length > 1) {
            assertEquals(/[$\\]/.test(textContent!), false, textContent!);
          }
        }
      }
    }
  }
});

Deno.test("markdown: lines of what is put in become one, whatever ends them", () => {
  for (const end of ["\n", "\r", "\r\n", " \r\r  "]) {
    const { source, plain } = markdown`${`a${end}- x${end}---${end}`}`;
    const html = new MarkdownRenderer().render(source);
    assertEquals(html, "<p>a - x --- </p>\n");
    assertEquals(plain, `a${end}- x${end}---${end}`);
  }
});

Deno.test("markdown: numbers stay numbers, and Markdown stays Markdown", () => {
  const bold = markdown`**${"*"}**`;
  const list = markdown`$x = ${-1.5e-7}$, ${[bold, bold, 1n]}, \`code\``;
  assertEquals(list.source, "$x = -1.5e-7$, **&#42;****&#42;**1, `code`");
  assertEquals(list.plain, "$x = -1.5e-7$, **********1, `code`");
  assertEquals(markdown`\frac\n`.source, "\\frac\\n");
});

Deno.test("latex: numbers as in formulas, texts upright and harmless", () => {
  assertEquals(
    latex`a = ${3.2e-8}, ${-2}, ${-Infinity}, ${"x_1 {$5} \\"}`.source,
    "$$a = 3.2 \\times 10^{-8}, -2, -\\infty , \\text{x\\_1 \\{\\$5\\} }\\backslash $$",
  );
  assertEquals(latex`${latex`x^2`} + 1`.source, "$$x^2 + 1$$");
});

Deno.test("html: what is put in is text, also in attributes", () => {
  for (const text of hostile) {
    const { document } =
      new JSDOM(html`<p title="${text}">${text}</p>`.source).window;
    const p = document.querySelector("p")!;
    assertEquals([p.title, p.textContent], [text, text]);
    assertEquals(document.querySelectorAll("script, img").length, 0);
  }
});

Deno.test("markup shows itself", () => {
  const shown = new Markup("text/markdown", "**a**", "a") as unknown as Record<
    symbol,
    () => unknown
  >;
  assertEquals(shown[Symbol.for("Jupyter.display")](), {
    "text/markdown": "**a**",
    "text/plain": "a",
  });
  assertEquals(Deno.inspect(shown), "a");
});
