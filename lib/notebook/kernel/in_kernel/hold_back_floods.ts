/**
 * Flow control for a kernel's output, which has none: whatever a cell prints waits in the kernel's
 * memory, 300 MB more a second where a loop prints without end. And what the kernel says itself, as
 * "idle", goes into the middle of a message that the connection could take only a part of.
 */

/**
 * Lets a cell that prints or displays wait for the runner's receipts, so that no more is on its way
 * than the connection can take. The output goes in windows: after each the kernel sends its number,
 * and the runner writes the last one that it got into the file at `receipt`.
 */
export function holdBackFloods(receipt: string): void {
  const WINDOW = 1 << 18; // bytes: two of them fit into the buffers of a connection
  const ENVELOPE = 700; // what a message weighs besides its content
  const PATIENCE = 10_000; // ms: should the runner be stopped
  const { broadcast } = Deno.jupyter;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  let weight = 0;
  let number = 0;

  const received = () => {
    try {
      return Number(Deno.readTextFileSync(receipt));
    } catch {
      return 0; // not written yet
    }
  };
  const account = (more: number) => {
    weight += more + ENVELOPE;
    if (weight < WINDOW) return;
    // A large message must be alone on its way, so then the window before it is not enough.
    const wanted = ++number - (weight < 2 * WINDOW ? 1 : 0);
    weight = 0;
    broadcast("ticks_window", { number });
    for (let ms = 0; ms < PATIENCE && received() < wanted; ms++) {
      Atomics.wait(clock, 0, 0, 1);
    }
  };
  const weigh = (value: unknown, depth: number): number => {
    if (typeof value === "string") return value.length;
    if (typeof value !== "object" || value === null) return 10;
    if (ArrayBuffer.isView(value)) return value.byteLength;
    if (depth === 0) return 1000;
    return Object.values(value).reduce<number>(
      (sum, part) => sum + weigh(part, depth - 1),
      0,
    );
  };

  Deno.jupyter.broadcast = (type, content, extra) => {
    const sent = broadcast(type, content, extra);
    account(weigh(content, 6));
    return sent;
  };
  // As the kernel's own, which would not call this broadcast.
  Deno.jupyter.display = async (object, options = {}) => {
    const { raw, update, display_id } = options;
    const isBundle = typeof object === "object" && object !== null &&
      !Array.isArray(object);
    await Deno.jupyter.broadcast(
      update ? "update_display_data" : "display_data",
      {
        data: raw && isBundle ? object : await Deno.jupyter.format(object),
        metadata: {},
        transient: display_id ? { display_id } : {},
      },
    );
  };

  // The kernel's own console prints past this, and keeps 6 KB for its debugger each time.
  // deno-lint-ignore no-explicit-any
  const { Console } = (Deno as any)[(Deno as any).internal];
  const print = (text: string, level: number) => {
    const name = level > 1 ? "stderr" : "stdout";
    Deno.jupyter.broadcast("stream", { name, text });
  };
  Object.assign(console, new Console(print));
}
