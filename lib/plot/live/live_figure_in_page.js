/**
 * What runs in pages for each state of a live figure: the plot of the state before is moved into the
 * new element before the page is painted, and redrawn there, so that nothing flickers and a zoom
 * stays. The text of this function goes into the script of each state.
 *
 * @param {string} key the live figure
 * @param {number} state the number of the state
 * @param {object} figure its Plotly JSON
 * @param {Record<string, string>} darkColours dark colours by the light ones
 */
export function drawLive(key, state, figure, darkColours) {
  const all = globalThis.__ticksLive ??= new Map();
  if (!all.has(key)) all.set(key, { plots: [], latest: -1 });
  const live = all.get(key);
  live.latest = Math.max(live.latest, state);
  // A zoom stays for as long as this does.
  figure.layout.uirevision = key;

  const library = () =>
    globalThis[figure.layout.scene ? "__ticksPlotlyGl3d" : "__ticksPlotly"];

  const redraw = async (plot) => {
    const { draw, isDark, recoloured } = globalThis.__ticksFigures;
    if (!plot.data) return await draw(plot, figure);
    const Plotly = await library();
    const table = new Map(Object.entries(darkColours));
    const { data, layout } = isDark(plot) ? recoloured(figure, table) : figure;
    await Plotly.react(plot, data, layout);
  };

  const show = (host, plot) => {
    const words = host.querySelector("figcaption");
    const hide = () =>
      words.style =
        "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
    if (plot.data) hide();
    host.prepend(plot);
    // One after the other, and only the latest.
    plot.queue = (plot.queue ?? Promise.resolve())
      .then(() => state === live.latest && redraw(plot)).then(hide, () => {});
  };

  const wait = (tries) => {
    if (state < live.latest) return;
    // A notebook may show an output in several places.
    const hosts = globalThis.__ticksFigures && library()
      ? document.querySelectorAll(
        `[data-ticks-live="${key}"][data-state="${state}"]`,
      )
      : [];
    if (hosts.length > 0) {
      hosts.forEach((host, i) => {
        live.plots[i] ??= document.createElement("div");
        if (live.plots[i].parentElement !== host) show(host, live.plots[i]);
      });
    } else if (tries > 0) {
      // Front ends may run a script before they put the element into the page.
      if (tries > 98) requestAnimationFrame(() => wait(tries - 1));
      else setTimeout(wait, 100, tries - 1);
    }
  };
  wait(100);
}
