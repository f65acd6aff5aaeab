/**
 * Tensors: numbers in rows, columns and so on, that live on a device.
 *
 * @module
 */

import type { Backend, View } from "./backend.ts";
import type { Device } from "./device.ts";
import {
  type DType,
  dtypeOf,
  type FloatArray,
  type NumberArray,
} from "./dtype.ts";
import { formatShape, sizeOfShape } from "./shape.ts";
import { type Showable, showTensors } from "./show_tensors.ts";

/** What a tensor is made from, and what becomes of its memory. */
interface TensorParts {
  readonly device: Device;
  readonly backend: Backend;
  readonly view: View;
  /** Called once, when the tensor is disposed. */
  readonly onDispose: (tensor: Tensor) => void;
}

let make: (parts: TensorParts) => Tensor;
let view: (tensor: Tensor) => View;
let parts: (tensor: Tensor) => TensorParts;

/**
 * An array of numbers with a shape, on a device. Values are in row-major order: the last dimension is
 * contiguous.
 *
 * Made by {@linkcode Device.tensor}, {@linkcode Device.zeros}, {@linkcode Device.empty} and
 * {@linkcode Device.wrap}, and by the operations. Give its memory back with `dispose()`, or make it in
 * {@linkcode Device.scope}.
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const x = device.tensor(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]);
 * assertEquals(x.shape, [2, 3]);
 * assertEquals(await x.read(), new Float32Array([1, 2, 3, 4, 5, 6]));
 * x.dispose();
 * ```
 */
export class Tensor implements Disposable {
  /** The device that it lives on. */
  readonly device: Device;
  /** The lengths of its dimensions; `[]` for a single number. */
  readonly shape: readonly number[];
  /** The type of its elements. */
  readonly dtype: DType;
  /** The number of values. */
  readonly size: number;
  readonly #parts: TensorParts;
  #disposed = false;

  static {
    make = (parts) => new Tensor(parts);
    view = (tensor) => tensor.#live();
    parts = (tensor) => tensor.#parts;
  }

  private constructor(parts: TensorParts) {
    this.device = parts.device;
    this.shape = parts.view.shape;
    this.dtype = parts.view.dtype;
    this.size = parts.view.size;
    this.#parts = parts;
  }

  /**
   * Waits for the work that is recorded and gives a copy of the values: a `Float32Array` for f32, a
   * `Float64Array` for f64, a `Uint32Array` for u32.
   *
   * @throws {GpuError} when the GPU reported an error since the last awaited call
   * @throws {TypeError} when the tensor is disposed
   */
  async read<Values extends NumberArray = FloatArray>(): Promise<Values> {
    return await this.#parts.backend.download(this.#live()) as Values;
  }

  /**
   * Replaces the values, after the work that is recorded.
   *
   * @throws {TypeError} when `data` is of another dtype or size, or the tensor is disposed
   */
  write(data: NumberArray): void {
    const target = this.#live();
    if (dtypeOf(data) !== this.dtype || data.length !== this.size) {
      throw new TypeError(
        `tensor.write: data is ${
          describeArray(data)
        }, expected ${this.size} values of ${this.dtype} for shape ${
          formatShape(this.shape)
        }`,
      );
    }
    this.#parts.backend.upload(target, data);
  }

  /**
   * Sets every value to zero, after the work that is recorded; no wait.
   *
   * @throws {TypeError} when the tensor is disposed
   */
  zero(): void {
    this.#parts.backend.clear(this.#live());
  }

  /** Whether it was disposed. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * The `GPUBuffer` that holds the values, from {@linkcode byteOffset} on, for other libraries on the
   * same `GPUDevice`; all work recorded so far is submitted first. It is valid until the tensor is
   * disposed. After recording more work here, call {@linkcode Device.submit} before using it elsewhere.
   *
   * @throws {TypeError} on the CPU device, or when the tensor is disposed
   */
  get buffer(): GPUBuffer {
    return this.#parts.backend.lend(this.#live().slab);
  }

  /**
   * Where in {@linkcode buffer} the values start, in bytes.
   *
   * @throws {TypeError} on the CPU device, or when the tensor is disposed
   */
  get byteOffset(): number {
    const { slab, byteOffset } = this.#live();
    this.#parts.backend.lend(slab);
    return byteOffset;
  }

  /** Gives the memory back, once the work that is recorded has used it. A second call does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#parts.onDispose(this);
  }

  /** The same as {@linkcode dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Shape, dtype and device in a line. */
  toString(): string {
    return `Tensor(${
      formatShape(this.shape)
    }, ${this.dtype}, ${this.device.kind}${
      this.#disposed ? ", disposed" : ""
    })`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: a table with range, mean and NaN, and a heat map; it reads all values. */
  [Symbol.for("Jupyter.display")](): Promise<Record<string, unknown>> {
    return showTensors("Tensor", [showable(this)], { details: true });
  }

  #live(): View {
    if (this.#disposed) {
      throw new TypeError(
        `the tensor of shape ${
          formatShape(this.shape)
        } is disposed and cannot be used; make it outside device.scope, return it from there, or dispose it later`,
      );
    }
    return this.#parts.view;
  }
}

/** Makes a tensor; for {@linkcode Device} only. */
export function makeTensor(parts: TensorParts): Tensor {
  return make(parts);
}

/** The memory of a tensor that is not disposed; for {@linkcode Device} only. */
export function viewOf(tensor: Tensor): View {
  return view(tensor);
}

/** What shows a tensor, under a name where there are several. */
export function showable(tensor: Tensor, name = ""): Showable {
  const { shape, dtype, device, disposed } = tensor;
  const read = (start: number, end: number) => {
    const { slab, byteOffset, byteLength, size } = viewOf(tensor);
    const at = byteOffset + start * (byteLength / size);
    return partsOf(tensor).backend.download(
      makeView(slab, [end - start], dtype, at),
    );
  };
  return { name, shape, dtype, place: device.kind, disposed, read };
}

/** What a tensor is made from; for arenas only. */
export function partsOf(tensor: Tensor): TensorParts {
  return parts(tensor);
}

/** A tensor over a part of another's memory, which it never frees but keeps alive. */
export function tensorOver(base: Tensor, view: View): Tensor {
  // The other one must not be forgotten while this is in use: the closure holds it.
  return make({ ...parts(base), view, onDispose: () => void base });
}

/** A view of memory from `byteOffset` on, for a tensor of this shape. */
export function makeView(
  slab: View["slab"],
  shape: readonly number[],
  dtype: DType,
  byteOffset = 0,
): View {
  const size = sizeOfShape(shape);
  const byteLength = size * (dtype === "f64" ? 8 : 4);
  return { slab, shape, dtype, byteOffset, size, byteLength };
}

/** `Float32Array of 3`, for messages. */
export function describeArray(data: unknown): string {
  if (data === null || typeof data !== "object") return String(data);
  const length = (data as { length?: unknown }).length;
  return data.constructor.name +
    (typeof length === "number" ? ` of ${length} values` : "");
}

/** Records a copy of all values, to the bit; the tensors have one size, dtype and device and share no memory. */
export function copyTensor(from: Tensor, to: Tensor): void {
  parts(to).backend.copy(viewOf(from), viewOf(to));
}
