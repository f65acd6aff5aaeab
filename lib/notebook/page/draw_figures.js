// Draws each figure when it comes near the window; until then, and on paper, its picture stands there.
(() => {
  const draw = async (figure) => {
    const Plotly = await globalThis.__ticksPlotly;
    const { data, layout = {}, config = {} } = JSON.parse(
      figure.querySelector("script").textContent,
    );
    const live = figure.querySelector(".live");
    // As wide as the author says, where the column has the room.
    const { width, ...fluid } = layout;
    if (width) live.style.maxWidth = `${width}px`;
    figure.classList.add("drawn");
    try {
      await Plotly.newPlot(live, data, { ...fluid, autosize: true }, {
        ...config,
        responsive: true,
      });
    } catch (error) {
      figure.classList.remove("drawn");
      console.error(error);
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
