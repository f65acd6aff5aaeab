/**
 * The device: where tensors live and kernels run.
 *
 * @module
 */

import type { Adapter, Backend, DeviceLimits, Slab, View } from "./backend.ts";
import { arrayOf, type DType, dtypeOf, type NumberArray } from "./dtype.ts";
import type { Arguments, Kernel, TensorSpec } from "./kernel.ts";
import { tensorsIn } from "./scope.ts";
import { checkShape, formatShape, sizeOfShape } from "./shape.ts";
import {
  describeArray,
  makeTensor,
  makeView,
  type Tensor,
  viewOf,
} from "./tensor.ts";

/** Where to compute. */
export type DeviceKind = "cpu" | "webgpu";

/** What {@linkcode Device.zeros} and {@linkcode Device.empty} can be told. */
export interface TensorOptions {
  /** Type of the elements, `"f32"` by default. */
  readonly dtype?: DType;
}

/** What {@linkcode Device.wrap} can be told. */
export interface WrapOptions extends TensorOptions {
  /** Where in the buffer the values start, in bytes: a multiple of 256. 0 by default. */
  readonly byteOffset?: number;
}

let make: (parts: DeviceParts) => Device;

/** Memory for an arena; for `Layout` only. */
export let allocateArena: (
  caller: string,
  device: Device,
  length: number,
  dtype: DType,
) => Tensor;

/** What a device is made from. */
export interface DeviceParts {
  readonly kind: DeviceKind;
  readonly backend: Backend;
  /** Why `"auto"` took it. */
  readonly reason?: string;
  /** Whether its compiler leaves two-sum as it is. */
  readonly compensates?: boolean;
}

/**
 * Where tensors live and kernels run: the CPU, or a GPU through WebGPU. Opened by
 * {@linkcode openDevice}.
 *
 * Work on a GPU is recorded at once and done later; only what is awaited waits. An error of the GPU
 * reaches the next awaited call as a {@linkcode GpuError}.
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 *
 * const device = await openDevice();
 * console.log(String(device), device.adapter.name, device.limits.maxBufferSize);
 * ```
 */
export class Device implements Disposable {
  /** `"cpu"` or `"webgpu"`. */
  readonly kind: DeviceKind;
  /** The name of what computes, and whether it is software. */
  readonly adapter: Adapter;
  /** The largest sizes. */
  readonly limits: DeviceLimits;
  /** Whether what a sum rounds away can be kept here (`compensated: true`): a compiler may break that. */
  readonly compensates: boolean;
  readonly #backend: Backend;
  readonly #reason: string;
  /** The open scopes, innermost last: what was made in each. */
  readonly #scopes: Set<Tensor>[] = [];
  /** Gives memory back for tensors that nobody disposed and nobody can reach. */
  readonly #forgotten: FinalizationRegistry<Slab>;

  static {
    make = (parts) => new Device(parts);
    allocateArena = (caller, device, length, dtype) =>
      device.#allocate(caller, [length], dtype, Infinity);
  }

  private constructor(
    { kind, backend, reason = "", compensates = true }: DeviceParts,
  ) {
    this.kind = kind;
    this.compensates = compensates;
    this.adapter = backend.adapter;
    this.limits = backend.limits;
    this.#backend = backend;
    this.#reason = reason;
    this.#forgotten = new FinalizationRegistry((slab) => backend.release(slab));
  }

  /**
   * A tensor with these values, copied. A `Float64Array` gives f64, on the CPU device only; a
   * `Float32Array` or plain numbers give f32; a `Uint32Array`, for class indices, u32. Without a shape it has one dimension.
   *
   * @throws {TypeError} when `data` does not fill `shape`, or WebGPU is asked for f64
   * @throws {RangeError} when a length is negative or no whole number, or the tensor is too large
   *
   * @example
   * ```ts
   * import { openDevice } from "jsr:@ticks/ticks@^0.1";
   * import { assertEquals } from "@std/assert";
   *
   * const device = await openDevice("cpu");
   * assertEquals(device.tensor([1, 2, 3, 4], [2, 2]).dtype, "f32");
   * assertEquals(device.tensor(new Float64Array(3)).dtype, "f64");
   * ```
   */
  tensor(
    data: NumberArray | readonly number[],
    shape?: readonly number[],
  ): Tensor {
    const array = Array.isArray(data) ? Float32Array.from(data) : data;
    const dtype = dtypeOf(array);
    if (dtype === null) {
      throw new TypeError(
        `device.tensor: data is ${
          describeArray(data)
        }, expected a Float32Array, a Float64Array, a Uint32Array or an array of numbers`,
      );
    }
    const values = array as NumberArray;
    const lengths = checkShape("device.tensor", shape ?? [values.length]);
    if (sizeOfShape(lengths) !== values.length) {
      throw new TypeError(
        `device.tensor: data has ${values.length} values, expected ${
          sizeOfShape(lengths)
        } for shape ${formatShape(lengths)}`,
      );
    }
    const tensor = this.#allocate("device.tensor", lengths, dtype);
    this.#backend.upload(viewOf(tensor), values);
    return tensor;
  }

  /**
   * A tensor of zeros.
   *
   * @throws {TypeError} when WebGPU is asked for f64
   * @throws {RangeError} when a length is negative or no whole number, or the tensor is too large
   */
  zeros(shape: readonly number[], options: TensorOptions = {}): Tensor {
    const tensor = this.#empty("device.zeros", shape, options);
    tensor.zero();
    return tensor;
  }

  /**
   * A tensor of undefined content, for a kernel to write into.
   *
   * @throws {TypeError} when WebGPU is asked for f64
   * @throws {RangeError} when a length is negative or no whole number, or the tensor is too large
   */
  empty(shape: readonly number[], options: TensorOptions = {}): Tensor {
    return this.#empty("device.empty", shape, options);
  }

  /**
   * A tensor over a `GPUBuffer` of somebody else, on the same `GPUDevice` and with usage `STORAGE`. The
   * buffer is never destroyed here; reading needs usage `COPY_SRC`, writing `COPY_DST`.
   *
   * @throws {TypeError} on the CPU device, or when the buffer's usage lacks `STORAGE`
   * @throws {RangeError} when the buffer is too small, or `byteOffset` is no multiple of 256
   */
  wrap(
    buffer: GPUBuffer,
    shape: readonly number[],
    options: WrapOptions = {},
  ): Tensor {
    const { dtype = "f32", byteOffset = 0 } = options;
    const lengths = checkShape("device.wrap", shape);
    const view = makeView(
      this.#backend.borrow(buffer),
      lengths,
      dtype,
      byteOffset,
    );
    if ((buffer.usage & GPUBufferUsage.STORAGE) === 0) {
      throw new TypeError(
        "device.wrap: buffer has no usage STORAGE, which kernels need; create it with GPUBufferUsage.STORAGE",
      );
    }
    if (!(byteOffset >= 0 && byteOffset % 256 === 0)) {
      throw new RangeError(
        `device.wrap: byteOffset is ${byteOffset}, expected a multiple of 256`,
      );
    }
    if (byteOffset + view.byteLength > buffer.size) {
      throw new RangeError(
        `device.wrap: buffer has ${buffer.size} bytes, expected at least ${
          byteOffset + view.byteLength
        } for shape ${formatShape(lengths)} of ${dtype} at byte ${byteOffset}`,
      );
    }
    this.#checkSize("device.wrap", lengths, dtype, view.byteLength);
    return this.#own(view);
  }

  /**
   * Calls `fn` and disposes the tensors that were made inside it, but for those in its result (in arrays,
   * objects, maps and sets, too) and those that a returned `backward` keeps. Parameters survive.
   *
   * @throws {TypeError} when `fn` gives a promise: what it makes after its first `await` could not be told apart
   *
   * @example
   * ```ts
   * import { LayerNorm, openDevice } from "jsr:@ticks/ticks@^0.1";
   * import { assert } from "@std/assert";
   *
   * const device = await openDevice("cpu");
   * const norm = new LayerNorm(4, { device });
   * const x = device.tensor([1, 2, 3, 4], [1, 4]);
   * const dx = device.scope(() => {
   *   const { y, backward } = norm.forward(x);
   *   return backward(y); // y is disposed, dx is not
   * });
   * assert(!dx.disposed);
   * ```
   */
  scope<T>(fn: () => T): T {
    const made = new Set<Tensor>();
    this.#scopes.push(made);
    let survivors = new Set<Tensor>();
    try {
      const result = fn();
      if (typeof (result as { then?: unknown } | null)?.then === "function") {
        // It may fail later for want of the tensors; the error below tells why.
        (result as unknown as Promise<unknown>).then(() => {}, () => {});
        throw new TypeError(
          "device.scope: fn gave a promise, expected a function that is not async; await outside the scope",
        );
      }
      survivors = tensorsIn(result);
      return result;
    } finally {
      this.#scopes.pop();
      for (const tensor of made) {
        if (survivors.has(tensor)) this.#scopes.at(-1)?.add(tensor);
        else tensor.dispose();
      }
    }
  }

  /** Calls `fn` and lets no open scope dispose the tensors that it makes; parameters are made so. */
  unscoped<T>(fn: () => T): T {
    const scopes = this.#scopes.splice(0);
    try {
      return fn();
    } finally {
      this.#scopes.push(...scopes);
    }
  }

  /**
   * Runs a kernel on tensors of this device, `null` for an optional one that is left out and for what the
   * kernel has as scratch. The operations call this; so may a kernel of your own.
   *
   * @throws {TypeError} when a tensor is disposed or on another device, or a shape or dtype does not fit
   */
  run<Specs extends Record<string, TensorSpec>>(
    kernel: Kernel<Specs>,
    tensors: { readonly [Name in keyof Specs]: Tensor | null },
    args: Arguments,
  ): void {
    const views: Record<string, View | null> = {};
    for (const name in kernel.tensors) {
      const tensor = tensors[name];
      const { optional, access } = kernel.tensors[name];
      if (tensor) checkOnDevice(`${kernel.name}: ${name}`, tensor, this);
      else if (!optional && access !== "scratch") {
        throw new TypeError(`${kernel.name}: ${name} is missing`);
      }
      views[name] = tensor && viewOf(tensor);
    }
    for (const name in views) {
      const spec = kernel.tensors[name], view = views[name];
      const size = sizeOfShape(spec.shape(args));
      if (view && view.size !== size) {
        throw new TypeError(
          `${kernel.name}: ${name} has ${view.size} values, expected ${size}`,
        );
      }
      if (view && (view.dtype === "u32") !== (spec.dtype === "u32")) {
        throw new TypeError(
          `${kernel.name}: ${name} has dtype ${view.dtype}, expected ${
            spec.dtype ?? "a floating-point type"
          }`,
        );
      }
    }
    this.#backend.run(kernel as unknown as Kernel, views, args);
  }

  /** Hands the recorded work to the GPU, for other libraries on the same `GPUDevice`; no wait. */
  submit(): void {
    this.#backend.submit();
  }

  /** Frees what the device holds. A `GPUDevice` that somebody else owns is left as it is. */
  dispose(): void {
    this.#backend.dispose();
  }

  /** The same as {@linkcode dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Kind and adapter in a line, and why `"auto"` took it. */
  toString(): string {
    return `${this.kind} (${this.adapter.name}${
      this.#reason ? `; ${this.#reason}` : ""
    })`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Device: ${this}`;
  }

  #empty(
    caller: string,
    shape: readonly number[],
    { dtype = "f32" }: TensorOptions,
  ): Tensor {
    return this.#allocate(caller, checkShape(caller, shape), dtype);
  }

  #allocate(
    caller: string,
    shape: readonly number[],
    dtype: DType,
    bindable = this.limits.maxStorageBufferBindingSize,
  ): Tensor {
    const byteLength = sizeOfShape(shape) * arrayOf[dtype].BYTES_PER_ELEMENT;
    this.#checkSize(caller, shape, dtype, byteLength, bindable);
    return this.#own(
      makeView(this.#backend.allocate(byteLength), shape, dtype),
    );
  }

  #checkSize(
    caller: string,
    shape: readonly number[],
    dtype: DType,
    byteLength: number,
    bindable = this.limits.maxStorageBufferBindingSize,
  ): void {
    if (!this.#backend.dtypes.includes(dtype)) {
      throw new TypeError(
        `${caller}: dtype is ${dtype}, expected ${
          this.#backend.dtypes.join(" or ")
        } on ${this.kind}; for f64 use openDevice("cpu")`,
      );
    }
    const most = Math.min(this.limits.maxBufferSize, bindable);
    if (byteLength > most) {
      throw new RangeError(
        `${caller}: shape ${
          formatShape(shape)
        } of ${dtype} takes ${byteLength} bytes, expected at most ${most}, which is what ${this.adapter.name} can ${
          bindable === Infinity
            ? "hold in a buffer; use fewer or smaller parameters"
            : "bind; use fewer rows at a time"
        }`,
      );
    }
  }

  #own(view: View): Tensor {
    const tensor = makeTensor({
      device: this,
      backend: this.#backend,
      view,
      onDispose: (disposed) => {
        this.#forgotten.unregister(disposed);
        for (const scope of this.#scopes) scope.delete(disposed);
        this.#backend.release(view.slab);
      },
    });
    this.#forgotten.register(tensor, view.slab, tensor);
    this.#scopes.at(-1)?.add(tensor);
    return tensor;
  }
}

/** Makes a device; for `openDevice` only. */
export function makeDevice(parts: DeviceParts): Device {
  return make(parts);
}

/** Refuses a tensor of another device; `name` is what the message calls it. */
export function checkOnDevice(
  name: string,
  tensor: Tensor,
  device: Device,
): void {
  if (tensor.device !== device) {
    throw new TypeError(
      `${name} is on ${tensor.device}, expected it on ${device}; copy it with device.tensor(await tensor.read(), tensor.shape)`,
    );
  }
}
