/**
 * Computing on WebGPU: kernels are recorded one after the other into a batch, and a batch is handed to
 * the GPU when it is full, when values are read, or when somebody asks. Nothing here waits but
 * `download`.
 *
 * @module
 */

import type { Adapter, Backend, DeviceLimits, Slab, View } from "./backend.ts";
import { arrayOf, type DType, type NumberArray } from "./dtype.ts";
import { DeviceLostError, GpuError, toGpuError } from "./errors.ts";
import type { Arguments, Kernel } from "./kernel.ts";
import { Pool, slabBytes } from "./pool.ts";
import { sizeOfShape } from "./shape.ts";
import { makeView } from "./tensor.ts";
import { WebGpuPipelines } from "./webgpu_pipelines.ts";

/** Memory on the GPU. */
export interface GpuSlab extends Slab {
  readonly buffer: GPUBuffer;
  /** Somebody else's: never destroyed. */
  readonly borrowed: boolean;
  /** Somebody else may hold `buffer`: never used again for another tensor. */
  lent: boolean;
  /** Whether anything but the zeros of a new buffer may be in it. */
  written: boolean;
  /** The batch that used it last. */
  batch: number;
  /** What went wrong when it was written. */
  failure: GpuError | null;
}

/** Memory that the CPU can map. */
interface Staging extends Slab {
  readonly buffer: GPUBuffer;
}

/** Kernels in a batch, at most; each has a slot for its arguments. */
const batchLength = 256;

/** Bytes of a slot: the largest alignment that an adapter may ask of a dynamic offset. */
const slotBytes = 256;

/** The backend of `openDevice("webgpu")` and `openDevice(gpuDevice)`. */
export class WebGpuBackend implements Backend {
  readonly adapter: Adapter;
  readonly limits: DeviceLimits;
  readonly dtypes: readonly DType[] = ["f32", "u32"];
  readonly #gpu: GPUDevice;
  readonly #owned: boolean;
  readonly #pipelines: WebGpuPipelines;
  readonly #pool: Pool<GpuSlab>;
  readonly #staging: Pool<Staging>;
  readonly #arguments = new DataView(new ArrayBuffer(batchLength * slotBytes));
  readonly #argumentBuffer: GPUBuffer;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #recorded = 0;
  #batch = 1;
  /** What the batch writes: it fails with the batch. */
  #targets = new Set<GpuSlab>();
  #doomed: GPUBuffer[] = [];
  readonly #pending = new Set<Promise<void>>();
  #unreported: GpuError | null = null;
  #lost: DeviceLostError | null = null;

  constructor(gpu: GPUDevice, owned: boolean) {
    this.#gpu = gpu;
    this.#owned = owned;
    const { description, device, vendor, isFallbackAdapter } = gpu.adapterInfo;
    this.adapter = {
      name: description || device || vendor || "unnamed adapter",
      software: isFallbackAdapter,
    };
    this.limits = gpu.limits;
    gpu.lost.then((info) => {
      this.#lost = new DeviceLostError(
        `the GPU device is lost (${info.reason}: ${info.message}); open a new one with openDevice`,
      );
    });
    this.#pool = new Pool<GpuSlab>(2 ** 28, (slab) => this.#destroy(slab));
    this.#staging = new Pool(2 ** 26, ({ buffer }) => buffer.destroy());
    this.#argumentBuffer = gpu.createBuffer({
      size: this.#arguments.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST |
        GPUBufferUsage.COPY_SRC, // fences copy from it
    });
    this.#pipelines = new WebGpuPipelines(
      gpu,
      this.#argumentBuffer,
      slotBytes,
      (call) => this.#watched(this.#targets, call),
    );
  }

  allocate(byteLength: number): Slab {
    const bytes = slabBytes(byteLength);
    const free = this.#pool.take(bytes);
    if (free) return free;
    const slab = this.#slab(
      this.#watched([], () =>
        this.#gpu.createBuffer({
          size: bytes,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC |
            GPUBufferUsage.COPY_DST,
        }), (error) => slab.failure ??= error),
      false,
    );
    return slab;
  }

  release(slab: GpuSlab): void {
    if (slab.borrowed) this.#pipelines.forget(slab.buffer);
    else if (slab.lent || slab.failure) this.#destroy(slab);
    else this.#pool.give(slab);
  }

  clear(view: View): void {
    const slab = view.slab as GpuSlab;
    if (!slab.written || view.byteLength === 0) return;
    this.#endPass();
    this.#use(slab, true);
    this.#encoding().clearBuffer(slab.buffer, view.byteOffset, view.byteLength);
  }

  copy(from: View, to: View): void {
    if (from.byteLength === 0) return;
    const source = from.slab as GpuSlab, target = to.slab as GpuSlab;
    this.#endPass();
    this.#use(source, false);
    this.#use(target, true);
    this.#encoding().copyBufferToBuffer(
      source.buffer,
      from.byteOffset,
      target.buffer,
      to.byteOffset,
      from.byteLength,
    );
  }

  upload(view: View, data: NumberArray): void {
    const slab = view.slab as GpuSlab;
    if (view.size === 0) return;
    // writeBuffer acts before what is recorded and not yet submitted.
    if (slab.batch === this.#batch) this.submit();
    slab.written = true;
    this.#watched(
      [slab],
      () =>
        this.#gpu.queue.writeBuffer(
          slab.buffer,
          view.byteOffset,
          data as Float32Array<ArrayBuffer>,
        ),
    );
  }

  async download(view: View): Promise<NumberArray> {
    const slab = view.slab as GpuSlab;
    if (view.byteLength === 0) {
      await this.fence()();
      return new arrayOf[view.dtype](0);
    }
    const bytes = view.byteLength;
    const staging = this.#stage(slab.buffer, view.byteOffset, bytes);
    this.#use(slab, false);
    this.submit();
    return await this.#mapped(
      staging,
      bytes,
      slab,
      () =>
        new arrayOf[view.dtype](
          staging.buffer.getMappedRange(0, bytes).slice(0),
        ),
    );
  }

  run(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
    args: Arguments,
  ): void {
    const dispatches = [kernel.dispatch(args, this.adapter)].flat()
      .filter(({ workgroups }) => workgroups > 0);
    if (dispatches.length === 0) return;
    if (this.#recorded === batchLength) this.submit();
    const offset = this.#recorded++ * slotBytes;
    this.#writeArguments(kernel, args, offset);
    const { all, scratch } = this.#withScratch(kernel, views, args);
    for (const name in all) {
      const view = all[name];
      if (view) {
        this.#use(
          view.slab as GpuSlab,
          kernel.tensors[name].access !== "read",
        );
      }
    }
    const pass = this.#pass ??= this.#encoding().beginComputePass();
    const tensors = this.#pipelines.tensors(kernel, all);
    const limit = this.#gpu.limits.maxComputeWorkgroupsPerDimension;
    for (const dispatch of dispatches) {
      pass.setPipeline(this.#pipelines.pipeline(kernel, dispatch, all));
      pass.setBindGroup(0, tensors);
      pass.setBindGroup(1, this.#pipelines.arguments, [offset]);
      const rows = Math.ceil(dispatch.workgroups / limit);
      pass.dispatchWorkgroups(Math.ceil(dispatch.workgroups / rows), rows);
    }
    for (const slab of scratch) this.release(slab);
  }

  submit(): void {
    if (!this.#encoder) return;
    const encoder = this.#encoder;
    this.#endPass();
    if (this.#recorded > 0) {
      this.#gpu.queue.writeBuffer(
        this.#argumentBuffer,
        0,
        this.#arguments.buffer,
        0,
        this.#recorded * slotBytes,
      );
    }
    this.#watched(
      this.#targets,
      () => this.#gpu.queue.submit([encoder.finish()]),
    );
    for (const buffer of this.#doomed) buffer.destroy();
    this.#doomed = [];
    this.#targets = new Set();
    this.#encoder = null;
    this.#recorded = 0;
    this.#batch++;
  }

  // A copy of four bytes, because `onSubmittedWorkDone` waits where it is called, for everything.
  fence(): () => Promise<void> {
    const staging = this.#stage(this.#argumentBuffer, 0, 4);
    this.submit();
    return () => this.#mapped(staging, 4, null, () => {});
  }

  createBuffer(byteLength: number): GPUBuffer {
    return this.#gpu.createBuffer({
      size: byteLength,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC |
        GPUBufferUsage.COPY_DST,
    });
  }

  borrow(buffer: GPUBuffer): Slab {
    return this.#slab(buffer, true);
  }

  lend(slab: GpuSlab): GPUBuffer {
    this.submit();
    slab.lent = slab.written = true;
    return slab.buffer;
  }

  dispose(): void {
    if (!this.#lost) this.submit();
    this.#pool.clear();
    this.#staging.clear();
    this.#argumentBuffer.destroy();
    if (this.#owned) this.#gpu.destroy();
  }

  #writeArguments(kernel: Kernel, args: Arguments, offset: number): void {
    let position = offset;
    for (const name in kernel.arguments) {
      if (kernel.arguments[name] === "u32") {
        this.#arguments.setUint32(position, args[name], true);
      } else this.#arguments.setFloat32(position, args[name], true);
      position += 4;
    }
  }

  /** The views of a call and of the scratch memory that the kernel asks for. */
  #withScratch(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
    args: Arguments,
  ): { all: Readonly<Record<string, View | null>>; scratch: GpuSlab[] } {
    const all = { ...views }, scratch: GpuSlab[] = [];
    for (const name in kernel.tensors) {
      const { access, shape } = kernel.tensors[name];
      if (access !== "scratch") continue;
      const lengths = shape(args);
      const slab = this.allocate(4 * sizeOfShape(lengths)) as GpuSlab;
      scratch.push(slab);
      all[name] = makeView(slab, lengths, "f32");
    }
    return { all, scratch };
  }

  #slab(buffer: GPUBuffer, borrowed: boolean): GpuSlab {
    return {
      buffer,
      byteLength: buffer.size,
      borrowed,
      lent: borrowed,
      written: borrowed,
      batch: 0,
      failure: null,
    };
  }

  /** Records a copy into memory that the CPU can map. */
  #stage(
    source: GPUBuffer,
    byteOffset: number,
    bytes: number,
  ): Staging {
    const byteLength = slabBytes(bytes);
    const staging = this.#staging.take(byteLength) ?? {
      buffer: this.#gpu.createBuffer({
        size: byteLength,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      }),
      byteLength,
    };
    this.#endPass();
    this.#encoding().copyBufferToBuffer(
      source,
      byteOffset,
      staging.buffer,
      0,
      bytes,
    );
    return staging;
  }

  /** Waits for staged memory, and for what is reported until then; then reads it and takes it back. */
  async #mapped<T>(
    staging: Staging,
    bytes: number,
    slab: GpuSlab | null,
    read: () => T,
  ): Promise<T> {
    const { buffer } = staging;
    try {
      const mapped = buffer.mapAsync(GPUMapMode.READ, 0, bytes);
      const [result] = await Promise.allSettled([mapped, ...this.#pending]);
      const failed = result.status === "rejected"
        ? new GpuError("the GPU did not give the values back", {
          cause: result.reason,
        })
        : null;
      await this.#report(slab, failed);
      return read();
    } finally {
      if (buffer.mapState === "mapped") {
        buffer.unmap();
        this.#staging.give(staging);
      } else buffer.destroy();
    }
  }

  #use(slab: GpuSlab, writes: boolean): void {
    slab.batch = this.#batch;
    if (writes) {
      slab.written = true;
      this.#targets.add(slab);
    }
  }

  #encoding(): GPUCommandEncoder {
    return this.#encoder ??= this.#gpu.createCommandEncoder();
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
  }

  /** Frees a buffer, after the batch that uses it. */
  #destroy(slab: GpuSlab): void {
    this.#pipelines.forget(slab.buffer);
    if (slab.batch === this.#batch) this.#doomed.push(slab.buffer);
    else slab.buffer.destroy();
  }

  /** Calls WebGPU and keeps what it reports for the next awaited call; `targets` fail with it. */
  #watched<T>(
    targets: Iterable<GpuSlab>,
    call: () => T,
    onError: (error: GpuError) => void = () => {},
  ): T {
    const filters = ["validation", "out-of-memory", "internal"] as const;
    for (const filter of filters) this.#gpu.pushErrorScope(filter);
    try {
      return call();
    } finally {
      const popped = Promise.all(
        filters.map(() => this.#gpu.popErrorScope()),
      ).then((errors) => {
        const first = errors.find((error) => error !== null);
        if (!first) return;
        const error = toGpuError(first);
        for (const slab of targets) slab.failure ??= error;
        onError(error);
        this.#unreported ??= error;
      }).catch(() => {/* a lost device pops nothing: `lost` tells */})
        .finally(() => this.#pending.delete(popped));
      this.#pending.add(popped);
    }
  }

  /** Throws what went wrong since the last awaited call, with this memory, or with the reading itself. */
  async #report(
    slab: GpuSlab | null,
    failed: GpuError | null,
  ): Promise<void> {
    const error = this.#unreported ?? slab?.failure ?? failed;
    this.#unreported = null;
    if (!error) return;
    // The loss of a device fails the calls at once and is told a few turns later.
    for (let turn = 0; turn < 10 && !this.#lost; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw this.#lost ?? error;
  }
}
