/**
 * The third face of a kernel: WebAssembly with SIMD, for f32 on the CPU device.
 *
 * @module
 */

import type { Arguments } from "./kernel.ts";

/** A kernel's third face, optional: its definition is what runs where this is missing, or cannot be used. */
export interface Assembly {
  /**
   * A compiled module in base64, that imports a shared memory as `env.memory` and keeps nothing there. Its function
   * with the kernel's name takes an address for each tensor, 0 where it is left out; each argument; which parts of
   * the work to do, the first and one past the last; and that of scratch memory, {@linkcode scratchBytes} of it.
   */
  readonly code: string;
  /** How many parts the work has. Each writes what no other does, in whatever order: so any number of threads gives the same bits. */
  readonly parts: (args: Arguments) => number;
}

/** Bytes that a thread has for what it keeps while a function runs. */
export const scratchBytes = 2 ** 15;

/** A function of a module. */
export type AssemblyFunction = (...numbers: number[]) => void;

const modules = new Map<string, WebAssembly.Module | null>();

/** The functions of a module over a memory; null where WebAssembly here lacks something that it needs. */
export function instantiate(
  code: string,
  memory: WebAssembly.Memory,
): Record<string, AssemblyFunction> | null {
  let module = modules.get(code);
  if (module === undefined) {
    const bytes = Uint8Array.fromBase64(code);
    module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    modules.set(code, module);
  }
  return module &&
    new WebAssembly.Instance(module, { env: { memory } })
      .exports as Record<string, AssemblyFunction>;
}
