/** A kernel must not outlive its runner, also where that was killed and could not end it. */

/**
 * Ends the kernel, what it started and its folder as soon as its parent is another process than the
 * runner: orphans get a new one. A worker watches, because a cell may keep the main thread busy.
 */
export function endWithRunner(runner: number, folder: string): void {
  const watch = (runner: number, folder: string) => {
    setInterval(() => {
      if (Deno.ppid === runner) return;
      try {
        Deno.removeSync(folder, { recursive: true });
      } catch {
        // removed already
      }
      try {
        Deno.kill(-Deno.pid, "SIGKILL"); // the kernel leads a group of processes
      } catch {
        Deno.kill(Deno.pid, "SIGKILL");
      }
    }, 250);
  };
  const code = `(${watch})(${runner}, ${JSON.stringify(folder)});`;
  new Worker(`data:text/javascript,${encodeURIComponent(code)}`, {
    type: "module",
  });
}
