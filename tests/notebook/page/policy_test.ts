import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  folded,
  sentence,
} from "../../../lib/notebook/cells/exercise_words.ts";
import type { Cell, Output } from "../../../lib/notebook/mod.ts";
import { code, markdown } from "../cells.ts";
import { type PageDocument, pageOf } from "./page_document.ts";

const CELLS: Cell[] = [
  markdown(
    "<script>steal()</script>\n\ntext <b onclick='steal()'>bold</b> <!-- c --> <summary class=x>, x<sup>2</sup>, [go](javascript:steal())",
  ),
  {
    ...code("show();"),
    outputs: [
      { "text/html": "<img src=x onerror=steal()>", "text/plain": "in words" },
      { "text/html": "<i>only</i>" },
      { "text/markdown": "<iframe src=x></iframe>" },
      {
        "application/vnd.plotly.v1+json": { data: [{ y: [1] }] },
        "text/plain": "a figure",
      },
      {
        "application/vnd.plotly.v1+json": { data: ["<b>"] },
        "text/plain": "no figure",
      },
    ].map((data) => ({ output_type: "display_data", data, metadata: {} })),
  },
];

/** The sources that the page's policy allows for a kind of request. */
function allowed(document: PageDocument, kind: string): string[] {
  const content = document.querySelector("meta[http-equiv]")!
    .getAttribute("content")!;
  const [, ...sources] = content.split("; ")
    .map((rule) => rule.split(" ")).find(([name]) => name === kind)!;
  return sources;
}

Deno.test("policy: a page may load and send nothing", async () => {
  for (const untrusted of [false, true]) {
    const { document } = await pageOf(CELLS, { untrusted });
    for (const kind of ["default-src", "base-uri", "form-action"]) {
      assertEquals(allowed(document, kind), ["'none'"]);
    }
    assertEquals(allowed(document, "img-src"), ["data:", "blob:"]);
    assertEquals(allowed(document, "font-src"), ["data:"]);
  }
});

Deno.test("policy: of an untrusted notebook no script runs but the page's own", async () => {
  const { document } = await pageOf(CELLS, { untrusted: true });
  const hashes = await Promise.all(
    [...document.querySelectorAll("script:not([type])")].map(
      async ({ textContent }) => {
        const bytes = new TextEncoder().encode(textContent!);
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        return `'sha256-${new Uint8Array(digest).toBase64()}'`;
      },
    ),
  );
  assert(hashes.length >= 3);
  assertEquals(allowed(document, "script-src"), [...hashes, "'unsafe-eval'"]);
});

Deno.test("policy: HTML of an untrusted notebook is text", async () => {
  const { html, document } = await pageOf(CELLS, { untrusted: true });
  const main = document.querySelector("main")!;
  assertEquals(main.querySelectorAll("[onclick], [onerror], img").length, 0);
  assertEquals(main.querySelectorAll("iframe, b, i, summary").length, 0);
  assertEquals(main.querySelectorAll("a[href^=javascript]").length, 0);
  assertEquals(main.querySelector("sup")?.textContent, "2");
  assertStringIncludes(html, "&lt;script&gt;steal()&lt;/script&gt;");
  const outputs = [...main.querySelectorAll(".output")]
    .map(({ className, textContent }) =>
      `${className.split(" ")[1]}: ${textContent?.trim()}`
    );
  assertEquals(outputs.filter((text) => !text.startsWith("plot")), [
    "plain: in words",
    "plain: <i>only</i>",
    "markdown: <iframe src=x></iframe>",
    "plain: no figure",
  ]);
  assertEquals(main.querySelectorAll("figure.plot").length, 1);
});

Deno.test("policy: pictures and streams bring no HTML in", async () => {
  const meta = '"><meta/http-equiv="refresh"/content="0;url=//a.org">';
  const refused = async (output: Output, message: string) => {
    const cell = { ...code("show();"), outputs: [output] };
    for (const untrusted of [false, true]) {
      const error = await assertRejects(
        () => pageOf([cell], { untrusted }),
        SyntaxError,
      );
      assertEquals(error.message, `cell 1: ${message}`);
    }
  };
  for (const type of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const data = { [type]: meta };
    const shown = JSON.stringify(meta);
    await refused(
      { output_type: "display_data", data, metadata: {} },
      `the ${type} is ${shown}, expected base64`,
    );
    const figure = { data: [{ y: [1] }] };
    await refused(
      {
        output_type: "display_data",
        data: { ...data, "application/vnd.plotly.v1+json": figure },
        metadata: {},
      },
      `the ${type} is ${shown}, expected base64`,
    );
  }
  const name = 'x"><img src=x>';
  await refused(
    { output_type: "stream", name: name as "stdout", text: "" },
    `a stream has the name ${
      JSON.stringify(name)
    }, expected "stdout" or "stderr"`,
  );
});

Deno.test("policy: alternative texts, sizes, errors and formulas bring no HTML in", async () => {
  const evil = '"><img src=x onerror=steal()>';
  const size = evil as unknown as number;
  const cell = {
    ...code("show();"),
    metadata: { tags: [evil] },
    id: evil,
    outputs: [
      {
        output_type: "display_data" as const,
        data: { "image/png": "aGk=", "text/plain": evil },
        metadata: { "image/png": { alt: evil, width: size, height: size } },
      },
      {
        output_type: "display_data" as const,
        data: { "image/svg+xml": evil },
        metadata: { "image/svg+xml": evil },
      },
      {
        output_type: "display_data" as const,
        data: { "application/json": { [evil]: evil } },
        metadata: {},
      },
      {
        output_type: "display_data" as const,
        data: { "text/latex": `\\text{${evil}}` },
        metadata: {},
      },
      {
        output_type: "error" as const,
        ename: evil,
        evalue: evil,
        traceback: [evil],
      },
      { output_type: "stream" as const, name: "stderr" as const, text: evil },
    ],
  };
  const { document } = await pageOf([cell], { untrusted: true });
  const main = document.querySelector("main")!;
  assertEquals(main.querySelectorAll("[onerror], img[src=x]").length, 0);
  assertEquals(main.querySelectorAll("img").length, 2);
  assertEquals(main.querySelectorAll("img[width]").length, 0);
});

Deno.test("policy: what exercises write stands as it is meant", async () => {
  const task = sentence("Exercise:", "it costs $5 or $6, \\o/");
  const { document } = await pageOf([{
    ...code("check();"),
    outputs: [{
      output_type: "display_data",
      data: { "text/markdown": folded("Hint for $", task).markdown },
      metadata: {},
    }],
  }], { untrusted: true });
  const output = document.querySelector(".output.markdown")!;
  assertEquals(
    output.textContent!.replaceAll(/\s+/g, " ").trim(),
    "Hint for $ Exercise: it costs $5 or $6, \\o/",
  );
});

Deno.test("policy: HTML of one's own stands as it is", async () => {
  const { document } = await pageOf(CELLS);
  assertEquals(document.querySelectorAll("main b[onclick]").length, 1);
  assertEquals(document.querySelectorAll(".html img[onerror]").length, 1);
  assertEquals(allowed(document, "script-src"), [
    "'unsafe-inline'",
    "'unsafe-eval'",
  ]);
});
