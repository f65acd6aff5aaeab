/** Errors that nobody catches: `deno run` ends with them, the kernel forgets them. */

/** What is said of a rejection and of an error that nobody catches, in brackets after its message. */
export const UNCAUGHT = [
  "rejected, and nothing handles it",
  "thrown where nothing can catch it",
] as const;

/** Sends what nobody catches as error outputs, unless a handler of the notebook takes it. */
export function reportUncaught(rejected: string, thrown: string): void {
  const report = (error: unknown, how: string) => {
    const { name, message, stack = "" } = error instanceof Error
      ? error
      : { name: "Error", message: Deno.inspect(error) };
    Deno.jupyter.broadcast("error", {
      ename: name,
      evalue: `${message} (${how})`,
      traceback: stack.split("\n"),
    });
  };
  const listeners = {
    unhandledrejection(event: PromiseRejectionEvent) {
      if (isTaken(event, "unhandledRejection")) return;
      report(event.reason, rejected);
    },
    error(event: ErrorEvent) {
      if (!isTaken(event, "uncaughtException")) report(event.error, thrown);
    },
  };
  const isTaken = (event: Event, name: string) =>
    // deno-lint-ignore no-process-global
    event.defaultPrevented || process.listenerCount(name) > 0;
  const { addEventListener, removeEventListener } = globalThis;
  const listen = () => {
    for (const [type, listener] of Object.entries(listeners)) {
      removeEventListener(type, listener as EventListener);
      addEventListener(type, listener as EventListener);
    }
  };
  listen();
  // What the notebook adds goes before these, which then see what it has done.
  globalThis.addEventListener = (...args: unknown[]) => {
    addEventListener(...(args as Parameters<typeof addEventListener>));
    listen();
  };
}
