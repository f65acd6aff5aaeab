// Draws each figure when it comes near the window; until then, and on paper, its picture stands there.
(() => {
  // Screen readers meet one picture with its description, and the buttons beside it.
  const describe = (figure) => {
    const still = figure.querySelector(".static");
    const description = still.querySelector("img")?.alt ?? still.textContent;
    const [drawing, ...layers] = figure.querySelectorAll(".main-svg");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", description);
    for (const layer of layers) layer.setAttribute("aria-hidden", "true");
  };
  const draw = async (figure) => {
    const { layout = {}, config = {}, ...rest } = JSON.parse(
      figure.querySelector("script").textContent,
    );
    const live = figure.querySelector(".live");
    // As wide as the author says or a little less, as the column is; where that is far less, the
    // figure scrolls, and a finger that moves over it scrolls too.
    const { width, ...fluid } = layout;
    if (width) live.style.maxWidth = `${width}px`;
    if (width) live.style.minWidth = `${0.9 * width}px`;
    figure.classList.add("drawn");
    if (figure.scrollWidth > figure.clientWidth) fluid.dragmode ??= false;
    try {
      await globalThis.__ticksFigures.draw(live, {
        ...rest,
        layout: { ...fluid, autosize: true },
        config: { ...config, responsive: true },
      });
      describe(figure);
    } catch (error) {
      figure.classList.remove("drawn");
      console.warn("a figure stays a picture:", error);
    }
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "600px" });
  for (const figure of document.querySelectorAll("figure.plot")) {
    observer.observe(figure);
  }
})();
