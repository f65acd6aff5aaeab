/**
 * Keeps what a cell prints in that cell. The kernel sends what `console` prints from a queue that it does not wait
 * for when the cell ends: front ends that run all cells then drop it, or show it under the next one.
 *
 * @module
 */

/** What of the kernel is needed. */
export interface Kernel {
  /** Sends a message and waits until it is out. */
  readonly broadcast: (
    type: string,
    content: Record<string, unknown>,
  ) => Promise<unknown>;
  /** What the kernel calls with the last expression of each cell, and waits for. */
  readonly results: {
    broadcastResult: (...values: unknown[]) => Promise<unknown>;
  };
}

/** As much of `console` as cells print with. */
export type Printing = Record<
  "log" | "info" | "warn" | "error",
  (...values: unknown[]) => void
>;

/** Milliseconds that a burst of lines is gathered, and that a cell waits at its end. */
const BURST = 20, END = 50;

/**
 * Has `console` send its lines itself, in bursts, and each cell wait for them at its end; gives what sends the rest
 * at once, for those who send something that has to stand below.
 */
export function keepOutput(
  { broadcast, results }: Kernel,
  printing: Printing,
): () => Promise<unknown> {
  let sent: Promise<unknown> = Promise.resolve();
  let name = "stdout", text = "";
  const send = () => {
    if (text !== "") {
      const content = { name, text };
      text = "";
      sent = sent.then(() => broadcast("stream", content)).catch(() => {});
    }
    return sent;
  };
  const print = (stream: string) => (...values: unknown[]) => {
    if (stream !== name) send();
    name = stream;
    if (text === "") setTimeout(send, BURST);
    text += `${inWords(values)}\n`;
  };
  printing.log = printing.info = print("stdout");
  printing.warn = printing.error = print("stderr");

  const { broadcastResult } = results;
  results.broadcastResult = async (...values) => {
    await send();
    const result = await broadcastResult(...values);
    await send(); // what showing the value has printed
    await new Promise((resolve) => setTimeout(resolve, END));
    return result;
  };
  return send;
}

/** What `console.log` prints of values: texts as they are, anything else inspected. */
function inWords(values: readonly unknown[]): string {
  return values.map((value) =>
    typeof value === "string" ? value : Deno.inspect(value, { colors: true })
  ).join(" ");
}
