/**
 * Looks at what a page shows: whether each figure is drawn, whether each text can be read, and whether tools
 * for accessibility find fault.
 *
 * @module
 */

import type { ElementHandle, Frame, Page } from "playwright-core";
import axe from "axe-core/axe.min.js" with { type: "text" };
import inspect from "./inspect_figures.js" with { type: "text" };

/** The least contrast of text: level AA of the Web Content Accessibility Guidelines 2.2. */
const enough = 4.5;

/** What `inspect_figures.js` gives. */
interface Found {
  figures: { label: string; marks: number; canvases: number }[];
  texts: {
    text: string;
    colour: string;
    background: string;
    contrast: number;
  }[];
}

/** Where figures and texts are in a page, as CSS selectors. */
export interface Places {
  /** One element a figure. */
  figures: string;
  /** What holds the texts to read. */
  texts: string;
}

/** What is wrong, and how much was looked at. */
export interface Looked {
  /** The problems. */
  problems: string[];
  /** The number of things. */
  count: number;
}

/** A page, or a frame in one. */
type Shown = Page | Frame;

/**
 * Shows each figure, since some wait to be seen, until it is drawn, and says which are not: without marks in an
 * SVG, with a canvas of one colour.
 */
export async function lookAtFigures(
  page: Shown,
  { figures: selector }: Places,
  expected: number,
): Promise<Looked> {
  const elements = await page.$$(selector);
  for (const [index, element] of elements.entries()) {
    // From within a frame `scrollIntoView` would move the page around it as well.
    await page.evaluate(`{
      const element = document.querySelectorAll(${
      JSON.stringify(selector)
    })[${index}];
      self === parent
        ? element.scrollIntoView({ block: "center", behavior: "instant" })
        : scrollTo({ top: scrollY + element.getBoundingClientRect().top - 99, behavior: "instant" });
    }`);
    await element.waitForSelector(".main-svg", { state: "attached" })
      .catch(() => {}); // what is missing is told below
  }
  const { figures } = await inspectPage(page, {
    figures: selector,
    texts: "none",
  });
  const problems = figures.length === expected
    ? []
    : [`${figures.length} in the page, expected ${expected}`];
  for (const [index, { label, marks, canvases }] of figures.entries()) {
    const name = `figure ${index + 1}${
      label ? ` (${label.slice(0, 60)})` : ""
    }`;
    if (marks + canvases === 0) problems.push(`${name} is not drawn`);
    if (canvases > 0 && await coloursOf(page, elements[index]) < 10) {
      problems.push(`${name} has an empty canvas`);
    }
  }
  return { problems, count: figures.length };
}

/** Says which texts have too little contrast with what is behind them. */
export async function lookAtTexts(page: Page, places: Places): Promise<Looked> {
  const { texts } = await inspectPage(page, places);
  const faint = texts.filter(({ contrast }) => !(contrast >= enough));
  const problems = faint.map(({ text, colour, background, contrast }) =>
    `${JSON.stringify(text)} has a contrast of ${
      contrast.toFixed(2)
    } : 1 (${colour} on ${background})`
  );
  return { problems: [...new Set(problems)], count: texts.length };
}

/** Says whether figures have taken the page's theme: most of their text is on dark ground, or on light. */
export async function lookAtTheme(
  page: Page,
  { figures }: Places,
  theme: "light" | "dark",
): Promise<string[]> {
  const { texts } = await inspectPage(page, {
    figures: "none",
    texts: figures,
  });
  const dark =
    texts.filter(({ background }) =>
      background.split(" ").every((part) => Number(part) < 100)
    ).length;
  const wrong = theme === "dark" ? texts.length - dark : dark;
  return wrong > texts.length / 4
    ? [
      `${wrong} of ${texts.length} texts of figures are on the wrong ground in the ${theme} theme`,
    ]
    : [];
}

/** Says what axe-core finds serious or critical. */
export async function lookForBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{
    violations: {
      id: string;
      impact: string;
      help: string;
      nodes: { target: unknown[]; html: string }[];
    }[];
  }>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.filter(({ impact }) => /serious|critical/.test(impact))
    .flatMap(({ id, impact, help, nodes }) =>
      `${impact}: ${help} (${id}): ${nodes.length} times, first ${
        nodes[0].html.slice(0, 150)
      }`
    );
}

function inspectPage(page: Shown, { figures, texts }: Places): Promise<Found> {
  // An expression with a comment before it: a statement would give nothing back.
  const call = `(${inspect.replace(/;\s*$/, "")})`;
  return page.evaluate<Found>(
    `${call}(${JSON.stringify(figures)}, ${JSON.stringify(texts)})`,
  );
}

/** How many colours a picture of an element has, up to 256; what WebGL has drawn cannot be read otherwise. */
async function coloursOf(page: Shown, element: ElementHandle): Promise<number> {
  const picture = await element.screenshot();
  return await page.evaluate<number>(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${picture.toString("base64")}";
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    const colours = new Set();
    for (const pixel of pixels) if (colours.size < 256) colours.add(pixel);
    return colours.size;
  })()`);
}
