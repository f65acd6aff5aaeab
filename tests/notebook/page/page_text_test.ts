import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { terminalToHtml } from "../../../lib/notebook/page/terminal_text.ts";
import { escapeHtml } from "../../../lib/plot/parts/escape.ts";
import { textOf } from "./text_of.ts";

Deno.test("page text: escaping keeps the text (property)", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    assertEquals(/[<>"']/.test(escapeHtml(text)), false);
    assertEquals(textOf(escapeHtml(text)), text);
  }));
});

Deno.test("page text: a terminal's colours become spans, the rest of its codes goes", () => {
  assertEquals(
    terminalToHtml(
      "\x1b[1;31mA & B\x1b[22m C\x1b[39m D\x1b[0m\x1b[2K\x1b]0;title\x07 E",
    ),
    '<span class="ansi-1 ansi-31">A &amp; B</span><span class="ansi-31"> C</span> D E',
  );
  assertEquals(
    terminalToHtml("\x1b[91mbright\x1b[32mgreen"),
    '<span class="ansi-31">bright</span><span class="ansi-32">green</span>',
  );
  assertEquals(terminalToHtml("\x1b[38;5;200mpink\x1b[0m"), "pink");
  assertEquals(terminalToHtml("1 %\r2 %\r\n3 %\r4 %"), "2 %\n4 %");
});
