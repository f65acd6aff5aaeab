/**
 * Computing on the CPU, at once: kernels in WebAssembly where they have that face and the numbers are f32, else
 * in TypeScript.
 *
 * @module
 */

import {
  AssemblyRunner,
  type CpuSlab,
  type ThreadOptions,
} from "./assembly.ts";
import type { Adapter, Backend, DeviceLimits, Slab, View } from "./backend.ts";
import { arrayOf, type NumberArray } from "./dtype.ts";
import { CpuOutOfMemoryError } from "./errors.ts";
import { Heap } from "./heap.ts";
import type { Arguments, Kernel, KernelArrays } from "./kernel.ts";
import { Pool, slabBytes } from "./pool.ts";

/** What a CPU device is made with. */
export interface CpuOptions extends ThreadOptions {
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
  readonly #assembly: AssemblyRunner | null;

  constructor(options: CpuOptions = {}) {
    const { heap = new Heap(), assembly = true } = options;
    this.#heap = heap;
    this.#assembly = assembly ? new AssemblyRunner(heap, options) : null;
    this.limits = {
      maxBufferSize: heap.maxBytes,
      maxStorageBufferBindingSize: heap.maxBytes,
    };
  }

  /** Threads that have been started by now, the main one included. */
  get threads(): number {
    return this.#assembly?.threads ?? 1;
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
    if (this.#assembly?.run(kernel, views, args)) return;
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
    this.#assembly?.stop();
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
