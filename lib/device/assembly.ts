/**
 * Running the third face of kernels, WebAssembly with SIMD, for f32 on the CPU device.
 *
 * @module
 */

import type { Slab, View } from "./backend.ts";
import type { Heap } from "./heap.ts";
import type { Arguments, Assembly, Kernel } from "./kernel.ts";
import {
  type AssemblyFunction,
  maxSteps,
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

type Views = Readonly<Record<string, View | null>>;

function addressOf(view: View | null): number {
  return view ? (view.slab as CpuSlab).address + view.byteOffset : 0;
}

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
  /** What is found for each face; null where the definition is run. */
  readonly #found = new WeakMap<Assembly, SharedFunction | null>();
  readonly #scratch: number;
  #team: Team | null = null;

  constructor(heap: Heap, options: ThreadOptions) {
    this.#heap = heap;
    this.#options = options;
    this.#scratch = heap.allocate(scratchBytes);
  }

  /** Runs a kernel; false, and nothing done, where it has no third face for its tensors. */
  run(kernel: Kernel, views: Views, args: Arguments): boolean {
    if (Object.values(views).some((view) => view?.dtype === "f64")) {
      return false;
    }
    const steps: Step[] = [];
    let bytes = 0, shares = Infinity;
    for (const assembly of [kernel.assembly ?? []].flat()) {
      const found = this.#find(kernel.name, assembly);
      if (!found) return false;
      const { tensors = Object.keys(kernel.tensors), parts } = assembly;
      const writes = (name: string) =>
        views[name] && kernel.tensors[name].access !== "read";
      if (!tensors.some(writes)) continue;
      const numbers = tensors.map((name) => addressOf(views[name]));
      for (const name in kernel.arguments) numbers.push(args[name]);
      const step = { found, numbers, parts: parts(args) };
      steps.push(step);
      shares = Math.min(shares, step.parts);
      for (const name of tensors) bytes += views[name]?.byteLength ?? 0;
    }
    if (steps.length === 0) return false;
    const chunk = Math.ceil(shares * chunkBytes / bytes);
    const job = { steps, shares, chunk }, scratch = this.#scratch;
    const large = bytes >= sharedBytes && chunk < shares;
    if (large && steps.length <= maxSteps) {
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

  #find(kernel: string, assembly: Assembly): SharedFunction | null {
    let found = this.#found.get(assembly);
    if (found === undefined) {
      const { code, name = kernel } = assembly;
      found = this.#functionsOf(code)?.get(name) ?? null;
      this.#found.set(assembly, found);
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
