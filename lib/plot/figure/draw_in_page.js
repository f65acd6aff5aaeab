/**
 * What runs in pages: draws figures with plotly.js in the colours of the page, and follows when
 * these change. The text of this function goes into the script that carries plotly.js.
 *
 * @param {Record<string, string>} darkColours dark colours by the light ones
 * @param {readonly string[]} gl3dTypes the traces that need the other bundle, and WebGL
 */
export function figureDrawer(darkColours, gl3dTypes) {
  const toDark = new Map(Object.entries(darkColours));
  const toLight = new Map([...toDark].map(([light, dark]) => [dark, light]));

  const hexOf = (numbers) =>
    "#" + numbers.map((n) => Number(n).toString(16).padStart(2, "0")).join("");

  /** The other colour, with the same transparency. */
  const swap = (colour, table) => {
    const [, solid, rest] = /^(#[0-9a-f]{6})([0-9a-f]{2})?$/i.exec(colour) ??
      [];
    const swapped = solid && table.get(solid.toLowerCase());
    if (swapped) return swapped + (rest ?? "");
    const [, red, green, blue, alpha] =
      /^rgba?\((\d+), *(\d+), *(\d+)(?:, *([\d.]+))?\)$/.exec(colour) ?? [];
    const other = blue && table.get(hexOf([red, green, blue]));
    if (!other) return colour;
    const parts = [1, 3, 5].map((i) => parseInt(other.slice(i, i + 2), 16));
    return `rgba(${parts.join()},${alpha ?? 1})`;
  };

  /** A copy in which what stands under a name that ends in "color" or "colorway" is swapped. */
  const recoloured = (value, table, key = "") => {
    if (typeof value === "string") {
      return /color(way)?$/i.test(key) ? swap(value, table) : value;
    }
    if (Array.isArray(value)) {
      return value.map((item) => recoloured(item, table, key));
    }
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map((
        [name, item],
      ) => [name, recoloured(item, table, name)]),
    );
  };

  /** Whether the page is dark where the element is. */
  const isDark = (element) => {
    const { documentElement: root, body } = document;
    if (matchMedia("print").matches) return false;
    // Pages with a switch of their own, and Colab.
    const chosen = root.dataset.theme ?? root.getAttribute("theme");
    if (chosen === "dark" || chosen === "light") return chosen === "dark";
    const { jpThemeLight } = body.dataset; // JupyterLab, Notebook 7, nbconvert
    if (jpThemeLight) return jpThemeLight === "false";
    const classes = body.classList; // VS Code
    if (classes.contains("vscode-high-contrast-light")) return false;
    if (classes.contains("vscode-high-contrast")) return true;
    if (classes.contains("vscode-light")) return false;
    if (classes.contains("vscode-dark")) return true;
    const scheme = getComputedStyle(element).colorScheme;
    return /\bdark\b/.test(scheme) &&
      (!/\blight\b/.test(scheme) ||
        matchMedia("(prefers-color-scheme: dark)").matches);
  };

  /** Drawn elements and the theme that each is in. Weakly held: front ends throw outputs away. */
  const themes = new WeakMap();
  const drawn = new Set();

  const follow = (element) => {
    const { Plotly, dark, frames } = themes.get(element);
    // Where text has no size plotly.js would misplace it; it is followed up when it is seen.
    if (element.getClientRects().length === 0) return;
    if (isDark(element) === dark) return;
    const table = dark ? toLight : toDark;
    themes.set(element, { Plotly, dark: !dark, frames });
    // What is shown now, so that a zoom and the place of a slider stay.
    const { data, layout } = recoloured(
      { data: element.data, layout: element.layout },
      table,
    );
    const now = !dark && frames ? recoloured(frames, toDark) : frames;
    Plotly.react(element, { data, layout, ...(now ? { frames: now } : {}) });
  };

  let asked = false;
  /** Once the page has its new style. */
  const followAll = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      followNow();
    });
  };

  const followNow = () => {
    for (const reference of drawn) {
      const element = reference.deref();
      if (element) follow(element);
      else drawn.delete(reference);
    }
  };

  let watching;
  /** Once, at the first figure: there is a body by then. */
  const watch = () => {
    const observer = new MutationObserver(followAll);
    for (const element of [document.documentElement, document.body]) {
      observer.observe(element, { attributes: true });
    }
    for (const query of ["print", "(prefers-color-scheme: dark)"]) {
      matchMedia(query).addEventListener("change", followNow);
    }
    // Front ends take outputs out of the page while they are out of sight.
    return new IntersectionObserver((entries) => {
      for (const { target } of entries) follow(target);
    });
  };

  const hasWebGl = () => {
    const context = document.createElement("canvas").getContext("webgl");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  };

  /** The promise of the plotly.js that draws a figure, undefined while the page has none. */
  const libraryOf = (figure) =>
    figure.data?.some(({ type }) => gl3dTypes.includes(type))
      ? globalThis.__ticksPlotlyGl3d
      : globalThis.__ticksPlotly;

  /** Draws a figure in an element that is in the page; rejects where it cannot be drawn. */
  const draw = async (element, figure) => {
    const library = libraryOf(figure);
    if (!library) {
      throw new Error("the page lacks the plotly.js of this figure");
    }
    const Plotly = await library;
    if (library === globalThis.__ticksPlotlyGl3d && !hasWebGl()) {
      throw new Error("the browser has no WebGL");
    }
    const dark = isDark(element);
    await Plotly.newPlot(
      element,
      dark ? recoloured(figure, toDark) : structuredClone(figure),
    );
    themes.set(element, { Plotly, dark, frames: figure.frames });
    drawn.add(new WeakRef(element));
    watching ??= watch();
    watching.observe(element);
  };

  /** A little narrower where that spares scrolling. */
  const fitted = (figure, room) => {
    const { width } = figure.layout;
    return room < width && room >= 0.9 * width
      ? { ...figure, layout: { ...figure.layout, width: room } }
      : figure;
  };

  /**
   * Draws a figure in place of its picture, wherever in the page that stands; false where the
   * picture or plotly.js is not there yet.
   */
  const replace = (key, figure) => {
    const boxes = document.querySelectorAll(`[data-ticks-figure="${key}"]`);
    if (boxes.length === 0 || !libraryOf(figure)) return false;
    for (const box of boxes) {
      if (box.dataset.drawn) continue;
      box.dataset.drawn = "yes";
      const still = box.firstElementChild;
      // Drawn inside the page, where text has a size, and out of sight until it is done.
      const plot = document.createElement("div");
      plot.style = "position:absolute;visibility:hidden";
      box.append(plot);
      draw(plot, fitted(figure, box.clientWidth)).then(() => {
        plot.style = "";
        // The description says it all, in order.
        for (const svg of plot.querySelectorAll(".main-svg")) {
          svg.setAttribute("aria-hidden", "true");
        }
        // The description stays, for those who do not see.
        const words = document.createElement("figcaption");
        words.textContent = still.alt ?? still.textContent;
        words.style =
          "position:absolute;top:0;left:0;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
        still.remove();
        box.append(words);
        box.style.background = "none";
        box.style.color = "inherit";
        // Where it has to be scrolled, the keyboard must reach it.
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      }, () => plot.remove());
    }
    return true;
  };

  return { draw, recoloured, replace, isDark };
}
