/** The Deno kernel for Jupyter: the only file that touches `Deno.jupyter`, and only when called. */

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
