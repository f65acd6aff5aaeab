/**
 * Accumulated gradients by name, in one arena: what `Accumulator` and `Ticks` add into.
 *
 * @module
 */

import { addScaled } from "../device/add_scaled.ts";
import type { Layout, Place } from "../device/arena.ts";
import { checkOnDevice, type Device } from "../device/device.ts";
import { arrayOf, dtypeOf, type FloatDType } from "../device/dtype.ts";
import { expectTensorLike } from "../device/expect.ts";
import { formatShape } from "../device/shape.ts";
import { Tensor } from "../device/tensor.ts";
import type { GradientLeaf } from "./gradient_tree.ts";

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
    if (!Number.isFinite(scale)) {
      throw new RangeError(
        `${caller}: scale is ${scale}, expected a finite number`,
      );
    }
    for (const [name, leaf] of leaves) this.#check(caller, name, leaf);
    this.#addArrays(leaves, scale);
    for (const [name, leaf] of leaves) {
      const place = this.#places.get(name)!;
      const lost = this.lost && this.layout.at(this.lost, place);
      const sum = this.layout.at(this.values, place);
      if (leaf instanceof Tensor) addScaled(leaf, sum, scale, lost);
      else if (!ArrayBuffer.isView(leaf)) {
        using gradient = this.device.wrap(leaf, place.shape);
        addScaled(gradient, sum, scale, lost);
      }
    }
  }

  /** Sets them to zero. */
  zero(): void {
    this.values.zero();
    this.lost?.zero();
  }

  /** All arrays at once: packed into one, copied once, and added by one dispatch a range. */
  #addArrays(
    leaves: ReadonlyMap<string, GradientLeaf>,
    scale: number,
  ): void {
    const { device, layout, dtype } = this;
    for (const { start, length } of layout.ranges) {
      let packed: InstanceType<typeof arrayOf[FloatDType]> | null = null;
      for (const [name, leaf] of leaves) {
        const place = this.#places.get(name)!;
        const inside = place.start >= start && place.start < start + length;
        if (!ArrayBuffer.isView(leaf) || !inside) continue;
        packed ??= new arrayOf[dtype](length);
        packed.set(leaf, place.start - start);
      }
      if (!packed) continue;
      using gradient = device.unscoped(() => device.tensor(packed));
      const range = { start, length, first: 0, end: 0 };
      addScaled(
        gradient,
        layout.range(this.values, range),
        scale,
        this.lost && layout.range(this.lost, range),
      );
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
    } else if (ArrayBuffer.isView(leaf)) {
      if (dtypeOf(leaf) !== this.dtype) {
        throw new TypeError(
          `${what} is a ${leaf.constructor.name}, expected a ${
            arrayOf[this.dtype].name
          } as the values have dtype ${this.dtype}`,
        );
      }
      if (leaf.length !== size) {
        throw new TypeError(
          `${what} has ${leaf.length} values, expected ${size} for shape ${
            formatShape(shape)
          }`,
        );
      }
    } else if (leaf.size !== 4 * size) {
      throw new TypeError(
        `${what} is a GPUBuffer of ${leaf.size} bytes, expected ${
          4 * size
        } for shape ${formatShape(shape)} of f32`,
      );
    }
  }
}
