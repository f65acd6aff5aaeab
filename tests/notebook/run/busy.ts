/** Work for every core, so that tests see what happens under load. */

/** Has `work` done while every core has other work as well. */
export async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
  const busy = Array.from(
    { length: navigator.hardwareConcurrency },
    () =>
      new Deno.Command(Deno.execPath(), { args: ["eval", "for (;;);"] })
        .spawn(),
  );
  try {
    return await work();
  } finally {
    for (const process of busy) process.kill("SIGKILL");
    await Promise.all(busy.map(({ status }) => status));
  }
}
