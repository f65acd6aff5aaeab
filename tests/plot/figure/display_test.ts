import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { line, plotlyBundleScript, surface } from "../../../lib/plot/mod.ts";
import { plotlyScriptsFor } from "../../../lib/plot/figure/plotly_bundle.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const HTML = "text/html";
const PLOTLY = "application/vnd.plotly.v1+json";
const BUNDLE = "application/vnd.ticks.plotly-bundle+json";

Deno.test("display: plotly.js once, then figures with their alternative text", async () => {
  const sent = await inKernel(async () => {
    await Promise.all([line([1, 2]).show(), line([2, 1]).show()]);
    // As the last expression of a cell it sends itself: results have no metadata.
    const last = line([3, 4]) as Any;
    assertEquals(await last[Symbol.for("Jupyter.display")](), {});
  });
  assertEquals(sent.map(({ type }) => type), Array(4).fill("display_data"));
  const [first, ...figures] = sent.map(({ content }) => content);
  assertEquals(Object.keys(first.data), [HTML, BUNDLE, "text/plain"]);
  assert(JSON.stringify(first).length < 2e6);
  for (const { data, metadata } of figures) {
    assertEquals(Object.keys(data), [PLOTLY, HTML, "image/png", "text/plain"]);
    assertStringIncludes(metadata["image/png"].alt, "Line chart: y by x.");
    assertEquals(metadata["image/png"].width, 720);
    assertEquals(metadata["image/png"].height, 440);
    assert(data["image/png"].startsWith("iVBORw0KGgo"));
    assertStringIncludes(data[HTML], "data:image/png;base64,");
    assertStringIncludes(data["text/plain"], "2 points, from");
    assertEquals(data[BUNDLE], undefined);
    assert(JSON.stringify(data).length < 1e5);
  }
});

Deno.test("display: surfaces bring the bundle that draws them", async () => {
  const sent = await inKernel(async () => {
    await surface([[1, 2], [3, 4]]).show();
    await surface([[4, 2], [3, 4]]).show();
  });
  const [first, ...figures] = sent.map(({ content }) => content.data);
  assertEquals(first[BUNDLE], { library: "plotly.js", bundle: "gl3d" });
  assertStringIncludes(first[HTML], "globalThis.__ticksPlotlyGl3d ??=");
  assert(JSON.stringify(first).length < 1.9e6);
  assertEquals(figures.length, 2);
  for (const data of figures) assert(data["image/png"].length > 5000);
});

Deno.test("display: outside of a kernel the last expression is all forms of the figure", async () => {
  const figure = line([3, 4]) as Any;
  const bundle = await figure[Symbol.for("Jupyter.display")]();
  assertEquals(Object.keys(bundle), [PLOTLY, HTML, "image/png", "text/plain"]);
});

Deno.test("display: a figure too large for one message keeps picture and text", async () => {
  const y = Float64Array.from({ length: 300_000 }, (_, i) => Math.sin(i * i));
  const bundle = await line(y, { thin: false }).toMimeBundle();
  assertEquals(Object.keys(bundle), ["image/png", "text/plain"]);
});

Deno.test("display: the HTML of a figure is the same each time", async () => {
  const html = async () => (await line([1, 2]).toMimeBundle())[HTML];
  assertEquals(await html(), await html());
});

Deno.test("toHtml: the page holds the bundle that its figure needs, and may load nothing", async () => {
  const flat = await line([1, 2]).toHtml();
  const deep = await surface([[1, 2], [3, 4]]).toHtml();
  assertStringIncludes(flat, "globalThis.__ticksPlotly ??=");
  assert(!flat.includes("globalThis.__ticksPlotlyGl3d ??="));
  assertStringIncludes(deep, "globalThis.__ticksPlotlyGl3d ??=");
  assert(!deep.includes("globalThis.__ticksPlotly ??="));
  for (const page of [flat, deep]) {
    assertStringIncludes(page, "default-src 'none'; img-src data: blob:;");
    assert(!/(?:src|href)="(?!data:)/.test(page));
  }
});

Deno.test("plotlyBundleScript: an unknown bundle is a RangeError", () => {
  assertMessage(
    () => plotlyBundleScript("full" as Any),
    RangeError,
    'bundle is "full", expected "cartesian" or "gl3d"',
  );
});

Deno.test("plotlyScriptsFor: each bundle once, and none for no figure", async () => {
  const [flat, deep] = [line([1, 2]), surface([[1, 2], [3, 4]])];
  const scripts = await plotlyScriptsFor([flat, deep, flat, deep]);
  assertEquals(scripts.match(/<script/g)?.length, 2);
  assertEquals(await plotlyScriptsFor([]), "");
});

Deno.test("plotlyBundleScript: one script, no network, and plotly.js inside", async () => {
  const script = await plotlyBundleScript();
  assert(script.startsWith("<script>") && script.endsWith("</script>"));
  assertEquals(script.match(/<\/?script/g)?.length, 2);
  assert(!/https?:/.test(script));
  const base64 = /atob\("([^"]+)"\)/.exec(script)![1];
  const source = await new Response(
    new Blob([Uint8Array.fromBase64(base64)]).stream()
      .pipeThrough(new DecompressionStream("gzip")),
  ).text();
  assertStringIncludes(
    source.slice(0, 200),
    "plotly.js (cartesian - minified)",
  );
});

/** Runs with a kernel's `Deno.jupyter` in place and gives what was sent. */
async function inKernel(
  run: () => Promise<void>,
): Promise<{ type: string; content: Any }[]> {
  const sent: { type: string; content: Any }[] = [];
  const before = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  const jupyter = {
    broadcast(type: string, content: unknown) {
      sent.push({ type, content });
      return Promise.resolve();
    },
  };
  // The property itself cannot be replaced.
  const withKernel = Object.create(Deno, { jupyter: { value: jupyter } });
  Object.defineProperty(globalThis, "Deno", {
    configurable: true,
    value: withKernel,
  });
  try {
    await run();
  } finally {
    Object.defineProperty(globalThis, "Deno", before);
  }
  return sent;
}
