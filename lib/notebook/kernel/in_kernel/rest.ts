/** What the last cell of a notebook left behind: timers, which would end with the kernel. */

/** The code that waits until no timer is pending, and no longer than so many milliseconds. */
export function rest(milliseconds: number): string {
  return `await globalThis[Symbol.for("ticks.rest")](${milliseconds})`;
}

/** Makes `ticks.rest`, which waits without a timer of its own: after an error the kernel may call none. */
export function prepareRest(): void {
  const { now } = performance;
  // deno-lint-ignore no-process-global
  const { getActiveResourcesInfo } = process;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  Object.defineProperty(globalThis, Symbol.for("ticks.rest"), {
    async value(milliseconds: number) {
      const end = now.call(performance) + milliseconds;
      while (now.call(performance) < end) {
        if (!getActiveResourcesInfo().includes("Timeout")) break;
        await Atomics.waitAsync(clock, 0, 0, 10).value;
      }
    },
  });
}
