// The theme that the reader chose, before anything is painted; else the system's holds.
try {
  const theme = localStorage.getItem("ticks-theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Some browsers give no storage to a page from disk.
}
