/**
 * The Deno kernel for Jupyter: the only file that touches `Deno.jupyter`. In a kernel it has cells keep what they
 * print from the first import on; elsewhere it does nothing unless it is called.
 */

import { keepOutput } from "./keep_output.ts";

/** The bytes that a message may have: the kernel loses its connection over large ones. 12 MB broke it, 2 MB are safe. */
export const MESSAGE_LIMIT = 1.9e6;

/**
 * Whether this runs in a Deno kernel. Outside of one `"jupyter" in Deno` is true all the same, and
 * to touch `Deno.jupyter` throws, even by `typeof`.
 */
export function isKernel(): boolean {
  return kernel() !== undefined;
}

/** Sends an output that later ones of the same id take the place of; does not wait. */
export async function sendUpdate(
  id: string,
  data: Record<string, unknown>,
  first: boolean,
  metadata: Record<string, unknown> = {},
): Promise<void> {
  await sendPrinted();
  await kernel()?.broadcast(first ? "display_data" : "update_display_data", {
    data,
    metadata,
    transient: { display_id: id },
  });
}

/**
 * Sends an output to the front end and waits until it is out. The kernel sends from a queue that it
 * does not wait for when a cell ends; 50 ms were enough for 1 MB.
 *
 * It is sent as a message, because `Deno.jupyter.display` always sends empty metadata.
 */
export async function sendDisplay(
  data: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
): Promise<void> {
  const jupyter = kernel();
  if (jupyter === undefined) return;
  await sendPrinted();
  await jupyter.broadcast("display_data", { data, metadata, transient: {} });
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function kernel(): typeof Deno.jupyter | undefined {
  try {
    const { jupyter } = Deno;
    return typeof jupyter.broadcast === "function" ? jupyter : undefined;
  } catch {
    return undefined;
  }
}

/** Sends what was printed before, which has to stand above. */
const sendPrinted = startKeeping();

function startKeeping(): () => Promise<unknown> {
  const jupyter = kernel();
  // Our own runner prepares its kernels itself.
  const isRunner = Symbol.for("ticks.mark") in globalThis;
  // Checked on Deno 2.9.6; where a later one has it elsewhere, output is as it was.
  const { internal } = Deno as unknown as { internal: symbol };
  const results = (Deno as unknown as Record<symbol, Internals>)[internal]
    ?.jupyter;
  if (!jupyter || isRunner || typeof results?.broadcastResult !== "function") {
    return () => Promise.resolve();
  }
  return keepOutput({
    broadcast: (type, content) => jupyter.broadcast(type, content),
    results,
  }, console);
}

interface Internals {
  readonly jupyter?: {
    broadcastResult: (...values: unknown[]) => Promise<unknown>;
  };
}
