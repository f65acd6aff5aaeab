/**
 * Keeps displays small enough for the connection to the kernel, which a message of 12 MB broke.
 *
 * @module
 */

import { MESSAGE_LIMIT } from "../../plot/jupyter.ts";

/**
 * The displays that a bundle is sent as: itself where it is small, several for a long text.
 *
 * @throws {RangeError} when it is too large and no mere text
 */
export function fitMessages(
  data: Record<string, unknown>,
  metadata: Record<string, unknown>,
  limit: number = MESSAGE_LIMIT,
): Record<string, unknown>[] {
  const size = bytesOf({ data, metadata });
  if (size <= limit) return [data];
  const types = Object.keys(data), text = data["text/plain"];
  if (types.length === 1 && typeof text === "string") {
    const room = limit - bytesOf({ data: { "text/plain": "" }, metadata });
    if (room > limit / 2) {
      return splitText(text, room).map((part) => ({ "text/plain": part }));
    }
  }
  const sizes = types.map((type) =>
    `${type} ${megabytes(bytesOf(data[type]))}`
  );
  throw new RangeError(
    `display: the output has ${megabytes(size)} (${
      sizes.join(", ")
    }), expected at most ${
      megabytes(limit)
    }, above which notebooks lose the connection to the kernel; show a part of it, a smaller picture or a thinned figure, or write it into a file`,
  );
}

/** A text in parts of at most so many bytes, cut after lines where there are any. */
function splitText(text: string, limit: number): string[] {
  if (text.length < 2 || bytesOf(text) <= limit) return [text];
  const middle = text.length >> 1;
  let cut = text.lastIndexOf("\n", middle - 1) + 1;
  if (cut < middle / 2) {
    // A character outside the basic plane stays whole.
    cut = middle + (/[\uDC00-\uDFFF]/.test(text[middle]) ? 1 : 0);
  }
  return [text.slice(0, cut), text.slice(cut)]
    .flatMap((part) => splitText(part, limit));
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
