import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  type Cell,
  createNotebook,
  notebookToHtml,
  type Output,
  type PageOptions,
} from "../../../lib/notebook/mod.ts";
import { code, markdown } from "../cells.ts";
import { pageOf } from "./page_document.ts";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const page = (...cells: Cell[]) => pageOf(cells);

const outputs = (...outputs: Output[]): Cell => ({
  ...code("show();"),
  execution_count: 7,
  outputs,
});

const display = (data: Record<string, unknown>, metadata = {}): Output => ({
  output_type: "display_data",
  data,
  metadata,
});

const FIGURE = display({
  "application/vnd.plotly.v1+json": {
    data: [{ y: [1, 2], name: "</script><b>" }],
    layout: {},
  },
  "text/html": '<script src="https://example.com/plotly.js"></script>',
  "image/png": PNG,
  "text/plain": "a rising line",
}, { "image/png": { alt: 'y rises from 1 to "2"', width: 640, height: 480 } });

Deno.test("html: mathematics is set, in lines, on its own and in tables", async () => {
  const { document } = await page(markdown(`# Mean $\\mu$ and more

In a line $x_1 * y_1 * z$, escaped \\$x\\$, money $5 and $6, code \`$a$\` and $$e = m$$ inside.

$$
\\frac{1}{n} \\sum_i x_i
$$

| a | b |
|---|---|
| $\\alpha$ | $$ |

- item

  $$ a + b $$

\`\`\`
$code$
\`\`\`
`));
  const formulas = [...document.querySelectorAll("annotation")]
    .map((element) => element.textContent?.trim());
  assertEquals(formulas, [
    "\\mu",
    "x_1 * y_1 * z",
    "e = m",
    "\\frac{1}{n} \\sum_i x_i",
    "\\alpha",
    "a + b",
  ]);
  assertEquals(document.querySelectorAll(".katex-display").length, 3);
  assertEquals(document.querySelectorAll("em").length, 0);
  assertEquals(document.querySelector("p > code")?.textContent, "$a$");
  assertStringIncludes(
    document.querySelector("p")?.textContent ?? "",
    "escaped $x$, money $5 and $6, code",
  );
  assertEquals(document.querySelector("pre")?.textContent, "$code$\n");
});

Deno.test("html: a formula that cannot be set is an error with cell and formula", async () => {
  for (const formula of ["\\frac{a", "\\nonsense x", "a \\\\ b % c"]) {
    const cells = [code("1;"), markdown(`text $${formula}$ text`)];
    const error = await assertRejects(
      () => notebookToHtml(createNotebook(cells)),
      SyntaxError,
    );
    assertStringIncludes(
      error.message,
      `cell 2: the formula ${JSON.stringify(formula)} cannot be set: `,
    );
  }
});

Deno.test("html: the page asks for nothing", async () => {
  const { html, document } = await page(
    markdown(
      "# A\n\n$x$ [link](https://example.com/a) ![far](https://example.com/b.png)",
    ),
    outputs(FIGURE, display({ "image/png": PNG })),
  );
  const loading =
    "[src], link, object, embed, iframe, [srcset], [poster], image";
  for (const element of document.querySelectorAll(loading)) {
    assertStringIncludes(element.getAttribute("src") ?? "none", "data:");
  }
  const links = [...document.querySelectorAll("a[href^=http]")]
    .map((element) => element.textContent);
  assertEquals(links, ["link", "far"]);
  const urls = [...html.matchAll(/url\(["']?(?!data:)([^)]*)\)/g)]
    .filter(({ index }) => index < html.indexOf("</head>"));
  assertEquals(urls, []);
  assert(html.includes("url(data:font/woff2;base64,"));
  assertStringIncludes(
    document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "",
    "default-src 'none'",
  );
});

Deno.test("html: a figure has its picture, its description and one plotly.js", async () => {
  const bundle = display({
    "application/vnd.ticks.plotly-bundle+json": {},
    "text/html": "<script>bundle</script>",
  });
  const { html, document } = await page(outputs(bundle, FIGURE, FIGURE));
  const figures = document.querySelectorAll("figure.plot");
  assertEquals(figures.length, 2);
  for (const figure of figures) {
    const image = figure.querySelector("img");
    assertEquals(image?.getAttribute("alt"), 'y rises from 1 to "2"');
    assertEquals(image?.getAttribute("width"), "640");
    const { data } = JSON.parse(
      figure.querySelector("script")?.textContent ?? "",
    );
    assertEquals(data[0].name, "</script><b>");
  }
  assertEquals(html.split("globalThis.__ticksPlotly ??=").length, 2);
  assert(!html.includes("<script>bundle</script>"));
  const plain = await page(outputs(display({ "text/plain": "no figure" })));
  assert(!plain.html.includes("__ticksPlotly"));
});

Deno.test("html: every kind of output, text escaped", async () => {
  const { document } = await page(outputs(
    {
      output_type: "stream",
      name: "stdout",
      text: ["<i>\n", "\x1b[31mred\x1b[0m\n"],
    },
    { output_type: "stream", name: "stderr", text: "10 %\r100 %\n" },
    {
      output_type: "error",
      ename: "Error",
      evalue: "<b>",
      traceback: ["\x1b[31mError\x1b[0m: <b>", "  at"],
    },
    display({
      "text/html": "<table><tr><td>1</td></tr></table>",
      "text/plain": "1",
    }),
    display({ "text/markdown": "**bold** $x$" }),
    display({ "text/latex": "$$\\sqrt{2}$$" }),
    display({
      "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "text/plain": "drawn",
    }),
    display({ "application/json": { a: 1 } }),
    {
      output_type: "execute_result",
      execution_count: 7,
      data: { "text/plain": "4 < 5" },
      metadata: {},
    },
    display({ "application/unknown": 1 }),
  ));
  const found = [...document.querySelectorAll(".output")].map((element) => [
    element.className.replace(/output|short/g, "").trim(),
    element.querySelector("annotation")?.textContent ??
      element.querySelector("img")?.getAttribute("alt") ??
      element.textContent?.trim(),
  ]);
  assertEquals(found, [
    ["stream stdout", "<i>\nred"],
    ["stream stderr", "100 %"],
    ["error", "Error: <b>\n  at"],
    ["html", "1"],
    ["markdown", "x"],
    ["", "\\sqrt{2}"],
    ["", "drawn"],
    ["plain", '{\n  "a": 1\n}'],
    ["plain", "4 < 5"],
  ]);
  assertEquals(document.querySelector(".stdout .ansi-31")?.textContent, "red");
});

Deno.test("html: title, language and headings with distinct anchors", async () => {
  const cells = [
    markdown("intro\n\n# A < B"),
    code("1 < 2;"),
    markdown("## Twice\n\n## Twice\n\n## *Émile* & `code`"),
  ];
  const { document } = await page(...cells);
  assertEquals(document.title, "A < B");
  assertEquals(document.documentElement.lang, "en");
  const anchors = [...document.querySelectorAll("h1, h2")].map(({ id }) => id);
  assertEquals(anchors, ["a-b", "twice", "twice-2", "émile-code"]);
  for (const anchor of anchors) {
    const heading = document.getElementById(anchor);
    const link = heading?.nextElementSibling;
    assertEquals(link?.getAttribute("href"), `#${anchor}`);
    assertEquals(
      link?.getAttribute("aria-label"),
      `Link to: ${heading?.textContent}`,
    );
  }
  const html = await notebookToHtml(createNotebook(cells), {
    title: "<T>",
    lang: "fr",
  });
  assertStringIncludes(html, "<title>&lt;T&gt;</title>");
  assertStringIncludes(html, '<html lang="fr">');
  assertEquals(
    await notebookToHtml(createNotebook(cells), { title: "<T>", lang: "fr" }),
    html,
  );
});

Deno.test("html: an option by another name is refused", async () => {
  const options = { language: "fr" } as PageOptions;
  const error = await assertRejects(
    () => notebookToHtml(createNotebook([]), options),
    TypeError,
  );
  assertEquals(
    error.message,
    "options.language is not an option of notebookToHtml, expected one of lang, title, untrusted",
  );
});

Deno.test("html: a page has landmarks, and a link past what comes before the text", async () => {
  const { document } = await page(markdown("# A\n\n## B\n\n## C"));
  const skip = document.querySelector("body > a")?.getAttribute("href");
  const main = document.querySelector("main");
  assertEquals(skip, `#${main?.id}`);
  for (const landmark of ["header", "nav[aria-label]", "main"]) {
    assertEquals(document.querySelectorAll(`body > ${landmark}`).length, 1);
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
});
