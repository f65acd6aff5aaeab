import { assert, assertEquals } from "@std/assert";
import { renderFormula } from "../../../lib/notebook/page/math.ts";
import { mathStyle } from "../../../lib/notebook/page/math_style.ts";

/** The faces that the style sheet of these formulas holds. */
async function faces(...formulas: string[]): Promise<string[]> {
  const html = formulas.map((formula) => renderFormula(formula, true)).join("");
  const style = await mathStyle(html);
  assertEquals(style.match(/url\((?!data:font\/woff2;base64,)/g), null);
  assert(style.includes(".katex .mathnormal{"));
  return [...style.matchAll(
    /@font-face\{[^}]*?font-family:"?KaTeX_(\w+)"?;font-style:(\w+);font-weight:(\d+);src:url\(data:/g,
  )].map(([, ...face]) => face.join(" ")).sort();
}

Deno.test("math style: holds the fonts that formulas use, and no others", async () => {
  assertEquals(await faces("1 + 1"), ["Main normal 400"]);
  assertEquals(await faces("x"), ["Main normal 400", "Math italic 400"]);
  assertEquals(await faces("\\mathbf{1}"), [
    "Main normal 400",
    "Main normal 700",
  ]);
  assertEquals(await faces("\\mathbb{R}", "\\mathcal{L}", "\\mathtt{1}"), [
    "AMS normal 400",
    "Caligraphic normal 400",
    "Main normal 400",
    "Typewriter normal 400",
  ]);
  assertEquals(await faces("\\sum_1", "\\Bigg("), [
    "Main normal 400",
    "Size2 normal 400",
    "Size4 normal 400",
  ]);
});

Deno.test("math style: styles of text add up", async () => {
  const found = await faces("\\textsf{\\textbf{a} \\textit{b}}");
  for (const face of ["SansSerif normal 700", "SansSerif italic 400"]) {
    assert(found.includes(face), `${face}: ${found}`);
  }
});
