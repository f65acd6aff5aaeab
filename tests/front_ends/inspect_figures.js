// Runs in a page: tells of each figure whether it is drawn, and which text cannot be read.
((figuresSelector, textSelector) => {
  const shown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && // descriptions for screen readers have 1 pixel
      element.checkVisibility({
        opacityProperty: true,
        visibilityProperty: true,
      });
  };

  // "color(srgb 0.1 0.2 0.3 / 0.5)" and "rgb(1 2 3)" alike: the canvas knows every notation.
  const canvas = document.createElement("canvas").getContext("2d", {
    willReadFrequently: true,
  });
  canvas.canvas.width = canvas.canvas.height = 1;
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = "rgba(0, 0, 0, 0)";
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) =>
    [r, g, b].map((v, i) => a * v + (1 - a) * below[i]);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((v) => {
      const x = v / 255;
      return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  // What is painted behind an element: backgrounds of all around it, then boxes drawn before it in its SVG.
  const behind = (element) => {
    const around = [];
    for (let at = element; at; at = at.parentElement) around.unshift(at);
    const colours = around.map((at) => getComputedStyle(at).backgroundColor);
    const plot = element.closest(".js-plotly-plot");
    const box = element.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    for (const rect of plot?.querySelectorAll("rect") ?? []) {
      const { left, right, top, bottom } = rect.getBoundingClientRect();
      const before = rect.compareDocumentPosition(element) &
        Node.DOCUMENT_POSITION_FOLLOWING;
      const { fill, fillOpacity, opacity } = getComputedStyle(rect);
      if (
        !before || fill === "none" || x < left || x > right || y < top ||
        y > bottom
      ) continue;
      const [r, g, b, a] = rgba(fill);
      colours.push(`rgba(${r}, ${g}, ${b}, ${a * fillOpacity * opacity})`);
    }
    return colours.map(rgba).reduce((below, colour) => over(colour, below), [
      255,
      255,
      255,
    ]);
  };

  const textContrast = (element) => {
    const style = getComputedStyle(element);
    const svg = element instanceof SVGElement;
    const [r, g, b, a] = rgba(svg ? style.fill : style.color);
    let opacity = svg ? Number(style.fillOpacity) : 1;
    for (let at = element; at; at = at.parentElement) {
      opacity *= Number(getComputedStyle(at).opacity);
    }
    const background = behind(element);
    const colour = over([r, g, b, a * opacity], background);
    return {
      text: element.textContent.trim().replace(/\s+/g, " ").slice(0, 60),
      colour: colour.map(Math.round).join(" "),
      background: background.map(Math.round).join(" "),
      contrast: contrast(colour, background),
    };
  };

  // Colours of a terminal are the front end's own.
  const hasText = (element) =>
    !element.closest(
      "script, style, title, .katex-mathml, mjx-assistive-mml, [class*=ansi-]",
    ) &&
    [...element.childNodes].some((node) =>
      node.nodeType === Node.TEXT_NODE && /\S/.test(node.data)
    );

  const figures = [...document.querySelectorAll(figuresSelector)].map(
    (figure) => {
      const marks = [...figure.querySelectorAll(
        ".js-plotly-plot :is(.mlayer, .pielayer, .polarlayer) :is(path, image, rect, circle)",
      )].filter((mark) => {
        const { width, height } = mark.getBoundingClientRect();
        return width + height > 0;
      });
      const canvases = [...figure.querySelectorAll(".js-plotly-plot canvas")]
        .filter(shown);
      const label = figure.querySelector("figcaption")?.textContent ??
        figure.closest("[aria-label]")?.getAttribute("aria-label") ?? "";
      return { label, marks: marks.length, canvases: canvases.length };
    },
  );
  const texts = [...document.querySelectorAll(textSelector)]
    .flatMap((root) => [root, ...root.querySelectorAll("*")])
    .filter((element) => hasText(element) && shown(element))
    .map(textContrast);
  return { figures, texts };
});
