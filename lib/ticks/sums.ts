/**
 * Accumulated gradients by name, in one arena: what `Accumulator` and `Ticks` add into.
 *
 * @module
 */

import { addScaled } from "../device/add_scaled.ts";
import type { Layout, Place } from "../device/arena.ts";
import { checkOnDevice, type Device } from "../device/device.ts";
import { arrayOf, type FloatArray, type FloatDType } from "../device/dtype.ts";
import { checkScale, expectArray, expectTensorLike } from "../device/expect.ts";
import { Tensor, viewOf } from "../device/tensor.ts";
import { type GradientLeaf, isGpuBuffer } from "./gradient_tree.ts";

/** The arrays of sums. */
export class Sums {
  readonly layout: Layout;
  /** The sums. */
  readonly values: Tensor;
  /** What the additions rounded away, where it is kept. */
  readonly lost: Tensor | null;
  readonly #places: ReadonlyMap<string, Place>;

  constructor(layout: Layout, values: Tensor, lost: Tensor | null) {
    this.layout = layout;
    this.values = values;
    this.lost = lost;
    this.#places = new Map(layout.places.map((place) => [place.name, place]));
  }

  /** Where they live. */
  get device(): Device {
    return this.values.device;
  }

  /** The type of their elements. */
  get dtype(): FloatDType {
    return this.values.dtype as FloatDType;
  }

  /** Adds `scale * gradient` for each leaf, whose shape must be that of its place; checks them all first. */
  add(
    caller: string,
    leaves: ReadonlyMap<string, GradientLeaf>,
    scale: number,
  ): void {
    checkScale(caller, scale);
    for (const [name, leaf] of leaves) this.#check(caller, name, leaf);
    this.#addArrays(leaves, scale);
    for (const [name, leaf] of leaves) {
      const place = this.#places.get(name)!;
      const lost = this.lost && this.layout.at(this.lost, place);
      const sum = this.layout.at(this.values, place);
      if (leaf instanceof Tensor) addScaled(leaf, sum, scale, lost);
      else if (isGpuBuffer(leaf)) {
        using gradient = this.device.wrap(leaf, place.shape);
        addScaled(gradient, sum, scale, lost);
      }
    }
    // Whoever owns a buffer may fill it again at once.
    if ([...leaves.values()].some(isGpuBuffer)) this.device.submit();
  }

  /** Sets them to zero. */
  zero(): void {
    this.values.zero();
    this.lost?.zero();
  }

  /** All arrays of a range at once: packed into one, copied once, and added by one dispatch. */
  #addArrays(
    leaves: ReadonlyMap<string, GradientLeaf>,
    scale: number,
  ): void {
    const { device, layout, dtype } = this;
    for (const range of layout.ranges) {
      const inside = layout.places.filter(({ name, start, size }) =>
        ArrayBuffer.isView(leaves.get(name)) && size > 0 &&
        start >= range.start && start < range.start + range.length
      );
      if (inside.length === 0) continue;
      const [first] = inside, last = inside.at(-1)!;
      const part = {
        ...range,
        start: first.start,
        length: last.start + last.size - first.start,
      };
      const packed = new arrayOf[dtype](part.length);
      for (const { name, start } of inside) {
        packed.set(leaves.get(name) as FloatArray, start - part.start);
      }
      using gradient = device.unscoped(() => device.tensor(packed));
      const sum = layout.range(this.values, part);
      const lost = this.lost && layout.range(this.lost, part);
      addScaled(gradient, sum, scale, lost);
    }
  }

  #check(caller: string, name: string, leaf: GradientLeaf): void {
    const place = this.#places.get(name);
    if (!place) {
      throw new TypeError(
        `${caller}: ${name} is unknown, expected one of ${
          [...this.#places.keys()].join(", ")
        }`,
      );
    }
    const { shape, size } = place, what = `${caller}: ${name}`;
    if (leaf instanceof Tensor) {
      checkOnDevice(what, leaf, this.device);
      expectTensorLike(what, leaf, this.values, shape);
      if (viewOf(leaf).slab === viewOf(this.values).slab) {
        throw new TypeError(
          `${what} is what is added into, expected a gradient of its own; backward passes have added theirs already`,
        );
      }
    } else if (isGpuBuffer(leaf)) this.#checkBuffer(what, leaf, size);
    else expectArray(what, leaf, this.dtype, shape);
  }

  #checkBuffer(what: string, buffer: GPUBuffer, size: number): void {
    if (this.device.kind === "cpu") {
      throw new TypeError(
        `${what} is a GPUBuffer, expected an array or a tensor on the CPU device; use openDevice(gpuDevice)`,
      );
    }
    if (buffer.size !== 4 * size) {
      throw new TypeError(
        `${what} is a GPUBuffer of ${buffer.size} bytes, expected ${
          4 * size
        }: ${size} values of f32`,
      );
    }
    if ((buffer.usage & GPUBufferUsage.STORAGE) === 0) {
      throw new TypeError(
        `${what} is a GPUBuffer without usage STORAGE, which kernels need; create it with GPUBufferUsage.STORAGE`,
      );
    }
  }
}
