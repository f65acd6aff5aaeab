import { assert, assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { updateBundle } from "../../../lib/plot/live/live_figure_message.ts";
import { line } from "../../../lib/plot/mod.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

/** A front end with a stand-in for plotly.js that notes what it is told. */
async function frontEnd() {
  const { window } = new JSDOM("<!doctype html><body><div id=out></div>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
  }) as Any;
  const calls: string[] = [];
  const points = (data: Any) => data[0].y.length;
  window.__ticksPlotly = Promise.resolve({
    // deno-lint-ignore require-await
    async react(plot: Any, data: Any, layout: Any) {
      plot.data = data;
      calls.push(`react ${points(data)}, ${layout.paper_bgcolor ?? "light"}`);
    },
  });
  window.__ticksFigures = {
    // deno-lint-ignore require-await
    async draw(plot: Any, figure: Any) {
      plot.data = figure.data;
      calls.push(`draw ${points(figure.data)}`);
    },
    isDark: () => window.dark === true,
    recoloured: (figure: Any, table: Map<string, string>) => ({
      ...figure,
      layout: { paper_bgcolor: table.get("#ffffff") },
    }),
  };
  const out = window.document.getElementById("out");
  const states: string[] = [];
  for (const count of [2, 3, 4, 5]) {
    const figure = line(new Float32Array(count));
    const { "text/html": html } = await updateBundle(
      figure,
      "key",
      states.length,
    );
    states.push(html as string);
  }
  return {
    window,
    calls,
    out,
    plot: () => out.querySelector("figure > div"),
    /** Puts a state in, as front ends do, and runs its script. */
    put(state: number): void {
      const [element, script] = states[state].split(/<script>|<\/script>/);
      out.innerHTML = element;
      window.eval(script);
    },
    settled: () => new Promise((resolve) => setTimeout(resolve, 50)),
  };
}

Deno.test("a live figure is drawn once and then redrawn in its place", async () => {
  const page = await frontEnd();
  page.put(0);
  await page.settled();
  const plot = page.plot();
  page.put(1);
  assert(page.plot() === plot, "moved before the page can be painted");
  const words = page.out.querySelector("figcaption");
  assert(words.style.position === "absolute", "the words are for readers only");
  assert(words.textContent.startsWith("Line chart: y by x. 3 points"));
  await page.settled();
  page.window.dark = true;
  page.put(2);
  await page.settled();
  assertEquals(page.calls, ["draw 2", "react 3, light", "react 4, #16191d"]);
  page.window.close();
});

Deno.test("of states that come while one is drawn only the latest is drawn", async () => {
  const page = await frontEnd();
  for (const state of [0, 1, 2, 3]) page.put(state);
  await page.settled();
  assertEquals(page.calls, ["draw 5"]);
  assert(page.plot() !== null);
  page.window.close();
});

Deno.test("a live figure waits for plotly.js, and shows its words until then", async () => {
  const page = await frontEnd();
  const { __ticksFigures: figures } = page.window;
  page.window.__ticksFigures = undefined;
  page.put(0);
  await page.settled();
  assertEquals(page.calls, []);
  assertEquals(page.out.querySelector("figcaption").style.position, "");
  page.window.__ticksFigures = figures;
  while (page.calls.length === 0) await page.settled();
  assertEquals(page.calls, ["draw 2"]);
  page.window.close();
});
