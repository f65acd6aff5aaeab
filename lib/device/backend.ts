/**
 * What a place to compute must be able to do. `Device` is the face that people see; the CPU and WebGPU
 * each implement this.
 *
 * @module
 */

import type { DType, NumberArray } from "./dtype.ts";
import type { Arguments, Kernel } from "./kernel.ts";

/** What computes. */
export interface Adapter {
  /** Its name, as the driver gives it. */
  readonly name: string;
  /** Whether it is a program on the CPU rather than a GPU. */
  readonly software: boolean;
}

/** The largest sizes, in bytes; named as in `GPUSupportedLimits`. */
export interface DeviceLimits {
  /** Bytes of a buffer. */
  readonly maxBufferSize: number;
  /** Bytes of a tensor that a kernel can use. */
  readonly maxStorageBufferBindingSize: number;
}

/** Bytes that a backend holds for a tensor. */
export interface Slab {
  /** Its size, at least that of the tensor. */
  readonly byteLength: number;
}

/** A tensor as a backend sees it. */
export interface View {
  readonly slab: Slab;
  readonly byteOffset: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The number of values. */
  readonly size: number;
  /** The number of bytes. */
  readonly byteLength: number;
}

/** A place to compute. */
export interface Backend {
  readonly adapter: Adapter;
  readonly limits: DeviceLimits;
  readonly dtypes: readonly DType[];
  /** Memory for so many bytes, its content undefined. */
  allocate(byteLength: number): Slab;
  /** Takes memory back, once what is recorded has used it. */
  release(slab: Slab): void;
  /** Records zeros. */
  clear(view: View): void;
  /** Records a copy, between slabs. */
  copy(from: View, to: View): void;
  /** Copies values in, after what is recorded. */
  upload(view: View, data: NumberArray): void;
  /** Waits for what is recorded and copies the values out. */
  download(view: View): Promise<NumberArray>;
  /** Records a kernel. */
  run(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
    args: Arguments,
  ): void;
  /** Hands what is recorded to the hardware. */
  submit(): void;
  /** Marks what is recorded, and submits it; gives a function that waits until it is done. */
  fence(): () => Promise<void>;
  /** The slab of somebody else's buffer. */
  borrow(buffer: GPUBuffer): Slab;
  /** A new buffer of exactly so many bytes, for somebody else to own. */
  createBuffer(byteLength: number): GPUBuffer;
  /** The buffer of a slab, for somebody else, after everything recorded has been submitted. */
  lend(slab: Slab): GPUBuffer;
  /** Frees everything that is the backend's own. */
  dispose(): void;
}
