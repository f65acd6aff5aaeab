import { assert, assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { figureDrawer } from "../../../lib/plot/figure/draw_in_page.js";
import { figureElement } from "../../../lib/plot/figure/html.ts";
import { Figure } from "../../../lib/plot/mod.ts";
import { gl3dTypes } from "../../../lib/plot/figure/trace_types.ts";
import { darkColours } from "../../../lib/plot/figure/theme.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const table = new Map(Object.entries(darkColours));

Deno.test("figureDrawer: swaps colours by the table, and nothing else", () => {
  const { recoloured } = figureDrawer(darkColours, []);
  const figure = {
    data: [{
      y: [1, null],
      text: "#ffffff",
      name: "#222222",
      marker: { color: ["#0072b2", "red", 3], colorscale: [[0, "#ffffff"]] },
      fillcolor: "rgba(0,114,178,0.3)",
      line: { color: "rgb(0, 114, 178)" },
      bordercolor: "#0072B240",
    }],
    layout: { font: { color: "#222222" }, paper_bgcolor: "#FFFFFF" },
  };
  const before = structuredClone(figure);
  assertEquals(recoloured(figure, table), {
    data: [{
      y: [1, null],
      text: "#ffffff",
      name: "#222222",
      marker: { color: ["#2b8fd6", "red", 3], colorscale: [[0, "#ffffff"]] },
      fillcolor: "rgba(43,143,214,0.3)",
      line: { color: "rgba(43,143,214,1)" },
      bordercolor: "#2b8fd640",
    }],
    layout: { font: { color: "#e3e6ea" }, paper_bgcolor: "#16191d" },
  });
  assertEquals(figure, before);
});

const pages: [string, boolean, boolean][] = [
  // the page, whether the reader's system is dark, whether the figure is to be dark
  ["<html><body>", true, false],
  [`<html><body style="color-scheme: light dark">`, true, true],
  [`<html><body style="color-scheme: light dark">`, false, false],
  [`<html><body style="color-scheme: dark">`, false, true],
  [`<html data-theme="dark"><body>`, false, true],
  [
    `<html data-theme="light"><body style="color-scheme: light dark">`,
    true,
    false,
  ],
  [`<html theme="dark"><body>`, false, true],
  [`<html><body data-jp-theme-light="false">`, false, true],
  [`<html><body data-jp-theme-light="true">`, true, false],
  [`<html><body class="vscode-dark">`, false, true],
  [`<html><body class="vscode-light">`, true, false],
  [`<html><body class="vscode-high-contrast">`, false, true],
  [
    `<html><body class="vscode-high-contrast vscode-high-contrast-light">`,
    true,
    false,
  ],
];

for (const [start, system, expected] of pages) {
  Deno.test(`figureDrawer: ${start} is ${expected ? "dark" : "light"} on a ${system ? "dark" : "light"} system`, async () => {
    const page = openPage(start, system);
    const element = page.document.body.appendChild(
      page.document.createElement("div"),
    );
    await page.window.__ticksFigures.draw(element, { data: [], layout });
    assertEquals(page.calls.length, 1);
    assertEquals(isDark(page.calls[0][2]), expected);
  });
}

Deno.test("figureDrawer: follows the page, and keeps what the reader has done", async () => {
  const page = openPage("<html data-theme='light'><body>", false);
  const element = page.document.body.appendChild(
    page.document.createElement("div"),
  );
  const frames = [{ data: [{ line: { color: "#0072b2" } }] }];
  await page.window.__ticksFigures.draw(element, { data: [], layout, frames });
  (element as Any).layout.xaxis = { range: [2, 3] }; // a zoom
  page.document.documentElement.dataset.theme = "dark";
  await page.settle();
  page.document.documentElement.dataset.theme = "light";
  await page.settle();
  page.document.documentElement.classList.add("other");
  await page.settle();
  assertEquals(page.calls.map(([name]) => name), ["newPlot", "react", "react"]);
  const [, [, , toDark], [, , toLight]] = page.calls;
  assertEquals(isDark(toDark), true);
  assertEquals([...toDark.layout.xaxis.range], [2, 3]);
  assertEquals(toDark.frames[0].data[0].line.color, "#2b8fd6");
  assertEquals(isDark(toLight), false);
  assertEquals(toLight.frames[0].data[0].line.color, "#0072b2");
});

Deno.test("figureDrawer: what is out of sight follows when it is seen again", async () => {
  const page = openPage("<html data-theme='light'><body>", false);
  const element = page.document.body.appendChild(
    page.document.createElement("div"),
  );
  await page.window.__ticksFigures.draw(element, { data: [], layout });
  page.hidden.add(element);
  page.document.documentElement.dataset.theme = "dark";
  await page.settle();
  assertEquals(page.calls.length, 1);
  page.hidden.delete(element);
  page.seen(element);
  assertEquals(page.calls.length, 2);
});

Deno.test("figureDrawer: surfaces take the other bundle, and stay pictures without WebGL", async () => {
  const page = openPage("<html><body>", false);
  const element = page.document.createElement("div");
  const figure = { data: [{ type: "surface" }], layout };
  const drawn = () =>
    page.window.__ticksFigures.draw(element, figure).then(
      () => "drawn",
      (error: Error) => error.message,
    );
  assertEquals(await drawn(), "the page lacks the plotly.js of this figure");
  page.window.__ticksPlotlyGl3d = Promise.resolve({});
  assertEquals(await drawn(), "the browser has no WebGL");
});

Deno.test("figureElement: the picture gives way to the drawing, its description stays", async () => {
  const figure = new Figure({
    data: [{ type: "box", y: [1, 2] }],
    alt: `A "box" </figure><script>alert(1)</script>`,
  });
  const html = await figureElement(figure, new Uint8Array([1, 2, 3]));
  const page = openPage(`<html><body>${html}`, false);
  const box = page.document.querySelector("figure")!;
  assertEquals(page.document.querySelectorAll("figure").length, 1);
  assertEquals(box.querySelector("img")?.alt, figure.alt);
  const [script] = page.document.querySelectorAll("script");
  page.window.eval(script.textContent!);
  await page.settle();
  assertEquals(page.calls.length, 1);
  assertEquals(
    page.calls[0][2].data,
    JSON.parse(JSON.stringify(figure.data)),
  );
  assertEquals(box.querySelector("img"), null);
  assertEquals(box.querySelector("figcaption")?.textContent, figure.alt);
  assert(page.document.querySelectorAll("script").length === 1);
});

const layout = { paper_bgcolor: "#ffffff" };

function isDark(figure: Any): boolean {
  return figure.layout.paper_bgcolor === darkColours["#ffffff"];
}

/** A page with a plotly.js that writes down its calls. */
function openPage(start: string, systemIsDark: boolean) {
  const { window } = new JSDOM(`<!doctype html>${start}`, {
    runScripts: "outside-only",
    pretendToBeVisual: true,
  }) as Any;
  const calls: [string, Any, Any][] = [];
  const record = (name: string) => (element: Any, figure: Any) => {
    calls.push([name, element, figure]);
    element.data = figure.data;
    element.layout = figure.layout;
    return Promise.resolve(element);
  };
  let seen: (entries: { target: Any }[]) => void = () => {};
  const hidden = new Set<Any>();
  Object.assign(window, {
    structuredClone,
    matchMedia: (query: string) => ({
      matches: /dark/.test(query) && systemIsDark,
      addEventListener() {},
    }),
    IntersectionObserver: class {
      constructor(callback: typeof seen) {
        seen = callback;
      }
      observe() {}
    },
    __ticksPlotly: Promise.resolve({
      newPlot: record("newPlot"),
      react: record("react"),
    }),
  });
  // jsdom has no layout, and no WebGL.
  window.Element.prototype.getClientRects = function () {
    return hidden.has(this) || !this.isConnected ? [] : [{}];
  };
  window.HTMLCanvasElement.prototype.getContext = () => null;
  window.__ticksFigures = window.eval(`(${figureDrawer})`)(
    darkColours,
    gl3dTypes,
  );
  return {
    window,
    document: window.document,
    calls,
    hidden,
    seen: (target: Any) => seen([{ target }]),
    settle: () => new Promise((resolve) => setTimeout(resolve, 60)),
  };
}
