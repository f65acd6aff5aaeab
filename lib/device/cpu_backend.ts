/**
 * Computing on the CPU: the TypeScript faces of the kernels, at once.
 *
 * @module
 */

import type { Adapter, Backend, DeviceLimits, Slab, View } from "./backend.ts";
import { arrayOf, type NumberArray } from "./dtype.ts";
import type { Arguments, Kernel, KernelArrays } from "./kernel.ts";
import { Pool, slabBytes } from "./pool.ts";

interface CpuSlab extends Slab {
  readonly memory: ArrayBuffer;
}

const noBuffer =
  'a tensor on the CPU device has no GPUBuffer; use read(), or openDevice("webgpu")';

/** The backend of `openDevice("cpu")`. */
export class CpuBackend implements Backend {
  readonly adapter: Adapter = { name: "TypeScript on the CPU", software: true };
  readonly limits: DeviceLimits = {
    maxBufferSize: 2 ** 32,
    maxStorageBufferBindingSize: 2 ** 32,
  };
  readonly dtypes = ["f32", "f64", "u32"] as const;
  readonly #pool = new Pool<CpuSlab>(2 ** 28, () => {});

  allocate(byteLength: number): Slab {
    const bytes = slabBytes(byteLength);
    return this.#pool.take(bytes) ??
      { memory: new ArrayBuffer(bytes), byteLength: bytes };
  }

  release(slab: Slab): void {
    this.#pool.give(slab as CpuSlab);
  }

  clear(view: View): void {
    arrayFor(view).fill(0);
  }

  copy(from: View, to: View): void {
    arrayFor(to).set(arrayFor(from));
  }

  upload(view: View, data: NumberArray): void {
    arrayFor(view).set(data);
  }

  download(view: View): Promise<NumberArray> {
    return Promise.resolve(arrayFor(view).slice());
  }

  run(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
    args: Arguments,
  ): void {
    const arrays: Record<string, NumberArray | null> = {};
    for (const name in views) {
      const view = views[name];
      arrays[name] = view && arrayFor(view);
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
    this.#pool.clear();
  }
}

function arrayFor(view: View): NumberArray {
  return new arrayOf[view.dtype](
    (view.slab as CpuSlab).memory,
    view.byteOffset,
    view.size,
  );
}
