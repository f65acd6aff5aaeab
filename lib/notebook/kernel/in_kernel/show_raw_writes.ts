/** Bytes that a cell writes to its standard streams: the kernel has no output for them. */

/**
 * Lets `Deno.stdout`, `Deno.stderr` and `node:process`, which uses them, print into the cell: half
 * lines too, and whatever the bytes are. Those that are no UTF-8 become U+FFFD.
 */
export function showRawWrites(): void {
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const writeSync = (bytes: Uint8Array) => {
      const text = decoder.decode(bytes, { stream: true });
      if (text) Deno.jupyter.broadcast("stream", { name, text });
      return bytes.length;
    };
    const write = (bytes: Uint8Array) => Promise.resolve(writeSync(bytes));
    Object.defineProperties(Deno[name], {
      writeSync: { value: writeSync },
      write: { value: write },
      writable: {
        value: new WritableStream<Uint8Array>({
          write: (bytes) => void writeSync(bytes),
        }),
      },
    });
  }
}
