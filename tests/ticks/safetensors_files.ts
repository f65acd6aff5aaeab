/**
 * What the tests of safetensors share: files from parts, bits as text, and Python.
 *
 * @module
 */

/** A file of a header and data, whether or not they are right; `length` is what the file claims. */
export function fileOf(
  header: string | Uint8Array,
  data: ArrayLike<number> = [],
  length?: bigint,
): Uint8Array<ArrayBuffer> {
  const text = typeof header === "string"
    ? new TextEncoder().encode(header)
    : header;
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer)
    .setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** The bytes of an array in hexadecimal digits. */
export function hex(
  { buffer, byteOffset, byteLength }: ArrayBufferView,
): string {
  return new Uint8Array(buffer, byteOffset, byteLength).toHex();
}

const executable = Deno.env.get("TICKS_PYTHON") ?? "python3";

function hasSafetensors(): boolean {
  try {
    return new Deno.Command(executable, {
      args: ["-c", "import safetensors.numpy"],
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Runs tests/golden/safetensors_check.py and parses what it prints; `null` where neither `python3`
 * nor the Python that `TICKS_PYTHON` names has `safetensors`.
 */
export const python: ((...args: string[]) => Promise<unknown>) | null =
  hasSafetensors()
    ? async (...args) => {
      const script = new URL(
        "../golden/safetensors_check.py",
        import.meta.url,
      );
      const { success, stdout, stderr } = await new Deno.Command(executable, {
        args: [decodeURIComponent(script.pathname), ...args],
      }).output();
      const decoder = new TextDecoder();
      if (!success) throw new Error(decoder.decode(stderr));
      return JSON.parse(decoder.decode(stdout));
    }
    : null;
