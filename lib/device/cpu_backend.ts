/**
 * Computing on the CPU, at once: kernels in WebAssembly where they have that face and the numbers are f32, else
 * in TypeScript.
 *
 * @module
 */

import {
  type AssemblyFunction,
  instantiate,
  scratchBytes,
} from "./assembly.ts";
import type { Adapter, Backend, DeviceLimits, Slab, View } from "./backend.ts";
import { arrayOf, type NumberArray } from "./dtype.ts";
import { CpuOutOfMemoryError } from "./errors.ts";
import { Heap } from "./heap.ts";
import type { Arguments, Kernel, KernelArrays } from "./kernel.ts";
import { Pool, slabBytes } from "./pool.ts";

interface CpuSlab extends Slab {
  /** Where it lies in the heap. */
  readonly address: number;
}

/** What a CPU device is made with. */
export interface CpuOptions {
  /** Where its tensors live; one of 4 GiB at most by default. */
  readonly heap?: Heap;
  /** Whether kernels run in WebAssembly at all. True by default. */
  readonly assembly?: boolean;
}

const noBuffer =
  'a tensor on the CPU device has no GPUBuffer; use read(), or openDevice("webgpu")';

/** The backend of `openDevice("cpu")`. */
export class CpuBackend implements Backend {
  readonly adapter: Adapter = { name: "TypeScript on the CPU", software: true };
  readonly limits: DeviceLimits;
  readonly dtypes = ["f32", "f64", "u32"] as const;
  readonly #heap: Heap;
  readonly #pool = new Pool<CpuSlab>(
    2 ** 28,
    ({ address, byteLength }) => this.#heap.free(address, byteLength),
  );

  readonly #assembly: boolean;
  #scratch = 0;
  /** The functions of each module. */
  readonly #instances = new Map<string, ReturnType<typeof instantiate>>();
  /** The function of each kernel; null where the definition is run. */
  readonly #functions = new WeakMap<Kernel, AssemblyFunction | null>();

  constructor({ heap = new Heap(), assembly = true }: CpuOptions = {}) {
    this.#heap = heap;
    this.#assembly = assembly;
    this.limits = {
      maxBufferSize: heap.maxBytes,
      maxStorageBufferBindingSize: heap.maxBytes,
    };
  }

  allocate(byteLength: number): Slab {
    const bytes = slabBytes(byteLength);
    return this.#pool.take(bytes) ??
      { address: this.#allocate(bytes), byteLength: bytes };
  }

  release(slab: Slab): void {
    this.#pool.give(slab as CpuSlab);
  }

  clear(view: View): void {
    this.#array(view).fill(0);
  }

  copy(from: View, to: View): void {
    this.#array(to).set(this.#array(from));
  }

  upload(view: View, data: NumberArray): void {
    this.#array(view).set(data);
  }

  download(view: View): Promise<NumberArray> {
    return Promise.resolve(this.#array(view).slice());
  }

  run(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
    args: Arguments,
  ): void {
    if (this.#runAssembly(kernel, views, args)) return;
    const arrays: Record<string, NumberArray | null> = {};
    for (const name in views) {
      const view = views[name];
      arrays[name] = view && this.#array(view);
    }
    kernel.definition(
      arrays as KernelArrays<typeof kernel.tensors>,
      args,
    );
  }

  /** Runs the third face of a kernel, if it can. */
  #runAssembly(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
    args: Arguments,
  ): boolean {
    const run = this.#functionOf(kernel);
    if (!run) return false;
    const numbers: number[] = [];
    for (const name in kernel.tensors) {
      const view = views[name];
      if (view?.dtype === "f64") return false;
      numbers.push(
        view ? (view.slab as CpuSlab).address + view.byteOffset : 0,
      );
    }
    for (const name in kernel.arguments) numbers.push(args[name]);
    this.#scratch ||= this.#heap.allocate(scratchBytes);
    run(...numbers, 0, kernel.assembly!.parts(args), this.#scratch);
    return true;
  }

  #functionOf(kernel: Kernel): AssemblyFunction | null {
    let run = this.#functions.get(kernel);
    if (run === undefined) {
      run = this.#compile(kernel);
      this.#functions.set(kernel, run);
    }
    return run;
  }

  #compile({ name, assembly }: Kernel): AssemblyFunction | null {
    if (!assembly || !this.#assembly) return null;
    const { code } = assembly;
    let functions = this.#instances.get(code);
    if (functions === undefined) {
      functions = instantiate(code, this.#heap.memory);
      this.#instances.set(code, functions);
    }
    return functions && functions[name];
  }

  submit(): void {}

  fence(): () => Promise<void> {
    return () => Promise.resolve();
  }

  borrow(): Slab {
    throw new TypeError(
      "device.wrap: the CPU device holds no GPUBuffer; use device.tensor(data, shape), or openDevice(gpuDevice)",
    );
  }

  createBuffer(): GPUBuffer {
    throw new TypeError(`createBuffer: ${noBuffer}`);
  }

  lend(): GPUBuffer {
    throw new TypeError(`tensor.buffer: ${noBuffer}`);
  }

  dispose(): void {
    this.#pool.clear();
  }

  #allocate(byteLength: number): number {
    try {
      return this.#heap.allocate(byteLength);
    } catch (error) {
      if (!(error instanceof CpuOutOfMemoryError)) throw error;
      this.#pool.clear(); // what waits there for tensors of other sizes
      return this.#heap.allocate(byteLength);
    }
  }

  #array(view: View): NumberArray {
    return new arrayOf[view.dtype](
      this.#heap.buffer as ArrayBuffer, // shared, which is the same to a typed array
      (view.slab as CpuSlab).address + view.byteOffset,
      view.size,
    );
  }
}
