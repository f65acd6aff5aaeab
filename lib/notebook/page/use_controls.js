// The button for light and dark, the contents beside the text, and boxes that scroll by keyboard.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.querySelector("button.theme");
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  const showTheme = () => button.setAttribute("aria-pressed", isDark());
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    // What the system has as well is not remembered: the page follows the system again.
    const own = (theme === "dark") !== dark.matches;
    if (own) root.dataset.theme = theme;
    else delete root.dataset.theme;
    showTheme();
    try {
      if (own) localStorage.setItem("ticks-theme", theme);
      else localStorage.removeItem("ticks-theme");
    } catch {
      // Some browsers give no storage to a page from disk.
    }
  });
  dark.addEventListener("change", showTheme);
  showTheme();
  button.hidden = false;

  const contents = document.querySelector(".contents > details");
  if (contents) {
    const wide = matchMedia("(min-width: 80rem)"); // as in layout.css
    const fold = () => contents.open = wide.matches;
    wide.addEventListener("change", fold);
    fold();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const scrolls = target.scrollWidth > target.clientWidth ||
          target.scrollHeight > target.clientHeight;
        if (scrolls) target.tabIndex = 0;
        else target.removeAttribute("tabindex");
      }
    });
    const boxes = "pre, .scroll, .output, .katex-display, .contents";
    for (const box of document.querySelectorAll(boxes)) observer.observe(box);
  });
})();
