/**
 * Running the third face of kernels, WebAssembly with SIMD, for f32 on the CPU device.
 *
 * @module
 */

import type { Call, Slab } from "./backend.ts";
import type { Heap } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import {
  type AssemblyFunction,
  runAlone,
  scratchBytes,
  type SharedFunction,
  type Step,
  Team,
} from "./threads.ts";

/** Memory of a CPU device. */
export interface CpuSlab extends Slab {
  /** Where it lies in the heap. */
  readonly address: number;
}

/** How many threads a CPU device uses, and when. */
export interface ThreadOptions {
  /** Threads at most, the main one included: as many as there are cores by default. */
  readonly threads?: number;
  /** Milliseconds of large work after which the next one is started. 50 by default, about what that takes. */
  readonly patience?: number;
}

/**
 * Bytes of tensors from which on work is shared between threads: with 2.6 MB two of them take 1.05 of the time of one,
 * with 5.2 MB 0.85, with 80 MB 0.57.
 */
const sharedBytes = 2 ** 22;

/** Bytes of tensors that a thread takes at a time, about. */
const chunkBytes = 2 ** 18;

const modules = new Map<string, WebAssembly.Module | null>();

/** A module, compiled once in a process; null where WebAssembly here lacks something that it needs. */
function compile(code: string): WebAssembly.Module | null {
  let module = modules.get(code);
  if (module === undefined) {
    const bytes = Uint8Array.fromBase64(code);
    module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    modules.set(code, module);
  }
  return module;
}

/** Runs the third faces of kernels over a heap. */
export class AssemblyRunner {
  readonly #heap: Heap;
  readonly #options: ThreadOptions;
  /** The functions of each module by name; null where it cannot be used. */
  readonly #functions = new Map<string, Map<string, SharedFunction> | null>();
  /** The function of each kernel; null where the definition is run. */
  readonly #ofKernel = new WeakMap<Kernel, SharedFunction | null>();
  readonly #scratch: number;
  #team: Team | null = null;

  constructor(heap: Heap, options: ThreadOptions) {
    this.#heap = heap;
    this.#options = options;
    this.#scratch = heap.allocate(scratchBytes);
  }

  /** Runs kernels, together if they are several; false, and nothing done, where one has no third face for its tensors. */
  run(calls: readonly Call[]): boolean {
    const steps: Step[] = [];
    let bytes = 0, shares = Infinity;
    for (const call of calls) {
      const step = this.#step(call);
      if (!step) return false;
      steps.push(step);
      shares = Math.min(shares, step.parts);
      for (const name in call.views) bytes += call.views[name]?.byteLength ?? 0;
    }
    const chunk = Math.ceil(shares * chunkBytes / bytes);
    const job = { steps, shares, chunk }, scratch = this.#scratch;
    if (bytes >= sharedBytes && chunk < shares) {
      this.#getTeam().run(job, scratch);
    } else runAlone(job, scratch);
    return true;
  }

  /** Threads by now, the main one included. */
  get threads(): number {
    return this.#team?.size ?? 1;
  }

  /** Ends its threads. */
  stop(): void {
    this.#team?.stop();
  }

  #getTeam(): Team {
    const { threads = navigator.hardwareConcurrency, patience } = this.#options;
    return this.#team ??= new Team(this.#heap, threads, patience);
  }

  #step({ kernel, views, args }: Call): Step | null {
    const found = this.#find(kernel);
    if (!found) return null;
    const numbers: number[] = [];
    for (const name in kernel.tensors) {
      const view = views[name];
      if (view?.dtype === "f64") return null;
      numbers.push(
        view ? (view.slab as CpuSlab).address + view.byteOffset : 0,
      );
    }
    for (const name in kernel.arguments) numbers.push(args[name]);
    return { found, numbers, parts: kernel.assembly!.parts(args) };
  }

  #find(kernel: Kernel): SharedFunction | null {
    let found = this.#ofKernel.get(kernel);
    if (found === undefined) {
      found = kernel.assembly
        ? this.#functionsOf(kernel.assembly.code)?.get(kernel.name) ?? null
        : null;
      this.#ofKernel.set(kernel, found);
    }
    return found;
  }

  #functionsOf(code: string): Map<string, SharedFunction> | null {
    let functions = this.#functions.get(code);
    if (functions === undefined) {
      functions = this.#instantiate(code);
      this.#functions.set(code, functions);
    }
    return functions;
  }

  #instantiate(code: string): Map<string, SharedFunction> | null {
    const module = compile(code);
    if (!module) return null;
    const { memory } = this.#heap;
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    // Threads read the code where it lies in the heap.
    const bytes = Uint8Array.fromBase64(code), byteLength = bytes.length;
    const address = this.#heap.allocate(byteLength);
    new Uint8Array(this.#heap.buffer).set(bytes, address);
    return new Map(
      WebAssembly.Module.exports(module).map(({ name }, index) => {
        const run = exports[name] as AssemblyFunction;
        return [name, { run, address, byteLength, index }];
      }),
    );
  }
}
