import { assert, assertEquals } from "@std/assert";
import { style } from "../../../lib/notebook/page/style/mod.ts";
import { dark } from "../../../lib/plot/figure/theme.ts";
import { contrast } from "../../contrast.ts";

/** Each variable's colour on a light and on a dark page. */
const colours = Object.fromEntries(
  [...style.matchAll(/(--\w+): light-dark\((#\w{6}), (#\w{6})\);/g)]
    .map(([, name, light, dark]) => [name, [light, dark]]),
);

Deno.test("colours: contrast is what WCAG says", () => {
  assertEquals(contrast("#000000", "#ffffff"), 21);
  assertEquals(contrast("#777777", "#777777"), 1);
  assertEquals(contrast("#ffffff", "#767676").toFixed(2), "4.54"); // WebAIM's example
});

Deno.test("colours: all text has a contrast of 4.5 : 1 at least, light and dark", () => {
  const texts = new Set(
    [...style.matchAll(/(?<![\w-])color: var\((--\w+)\)/g)]
      .map(([, name]) => name),
  );
  assert(texts.size >= 9, `${[...texts]}`);
  for (const text of texts) {
    for (const ground of ["--page", "--code"]) {
      for (const theme of [0, 1]) {
        const ratio = contrast(colours[text][theme], colours[ground][theme]);
        assert(ratio >= 4.5, `${text} on ${ground}, ${theme}: ${ratio}`);
      }
    }
  }
});

Deno.test("colours: each is in the table, but for pictures' paper and print", () => {
  const elsewhere = new Set(
    [...style.matchAll(/^ *([\w-]+): [^;]*?(#\w{6});$/gm)]
      .map(([, property, colour]) => `${property} ${colour}`),
  );
  assertEquals([...elsewhere].sort(), [
    "--link #000000",
    "background #ffffff",
    "color #1d2129",
  ]);
  assert(contrast("#1d2129", "#ffffff") >= 4.5);
  assert(!/opacity: 0\.\d/.test(style), "opacity takes contrast away");
});

Deno.test("colours: a dark figure lies on the page's own ground", () => {
  assertEquals(colours["--page"], ["#ffffff", dark.paper]);
});
