/**
 * The primitive alone: gradients are summed, counts are counted, and the mean is taken once.
 *
 * @module
 */

import { bindableLength, Layout, type Place } from "../device/arena.ts";
import type { Device } from "../device/device.ts";
import type { FloatArray, FloatDType } from "../device/dtype.ts";
import { partsOf, Tensor } from "../device/tensor.ts";
import { checkCompensates } from "./compensates.ts";
import {
  type GradientLeaf,
  type GradientTree,
  leavesOf,
  TreeForm,
} from "./gradient_tree.ts";
import { writeMean } from "./mean.ts";
import { makeTaken, showWindow } from "./show.ts";
import { Sums } from "./sums.ts";
import { checkCount, checkTotal, Window } from "./window.ts";

/** What {@linkcode Accumulator} can be told. */
export interface AccumulatorOptions {
  /** Whether what additions round away is kept, in as much memory again: for long windows. False by default. */
  readonly compensated?: boolean;
}

/** What {@linkcode Accumulator.take} gives. */
export interface Taken<Tree> {
  /** The sum of the gradients over the sum of the counts, in the tree that was added first: leaves of the same kind, newly made, the caller's. */
  readonly gradients: Tree;
  /** The sum of the counts. */
  readonly count: number;
}

/**
 * Accumulates gradients from anywhere, for people with parameters and an optimizer of their own:
 *
 *     mean gradient = sum(scale * gradient) / sum(count)
 *
 * Gradients are *sums* over the samples or tokens of a micro-batch. That of a mean loss joins with `scale`
 * equal to its count. So micro-batches of any sizes give the gradient of the one big batch.
 *
 * A tree is nested objects and arrays of `Float32Array` (on the CPU device `Float64Array`, too), `Tensor`
 * or `GPUBuffer`, all of one dtype; the first that is added says names and shapes. A leaf that is left out
 * later, or null, counts as zero. Buffers of the same `GPUDevice` never pass through the CPU.
 *
 * @example
 * ```ts
 * import { Accumulator, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const window = new Accumulator(await openDevice("cpu"));
 * window.add({ w: new Float32Array([2, 4]) }); // a sum over 2 samples
 * window.tick(2);
 * window.add({ w: new Float32Array([5, 7]) }, { scale: 6 }); // a mean over 6 samples
 * window.tick(6);
 * const { gradients, count } = await window.take();
 * assertEquals(gradients, { w: new Float32Array([(2 + 30) / 8, (4 + 42) / 8]) });
 * assertEquals(count, 8);
 * ```
 *
 * @example Gradients from jax-js, applied by hand
 * ```ts
 * import * as jax from "npm:@jax-js/jax@0.1.25";
 * import { Accumulator, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = (w: jax.Array, x: jax.Array) => jax.numpy.square(w.mul(x)).sum(); // summed over x
 * const gradient = jax.grad(loss);
 * const window = new Accumulator(await openDevice());
 * let w = jax.numpy.array([3]);
 * for (const x of [[1, 2], [4]]) {
 *   window.add({ w: await gradient(w.ref, jax.numpy.array(x)).data() as Float32Array });
 *   window.tick(x.length);
 * }
 * const { gradients } = await window.take();
 * w = w.sub(jax.numpy.array(gradients.w).mul(0.5));
 * assertEquals(await w.data(), new Float32Array([3 - 0.5 * (2 * 3 * (1 + 4 + 16) / 3)]));
 * ```
 *
 * @example Gradients from TensorFlow.js, applied by its Adam
 * ```ts
 * import * as tf from "npm:@tensorflow/tfjs@4.22.0";
 * import { Accumulator, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const w = tf.variable(tf.tensor1d([3]), true, "w");
 * const window = new Accumulator(await openDevice());
 * for (const x of [[1, 2], [4]]) {
 *   const loss = () => tf.sum(tf.square(tf.mul(w, tf.tensor1d(x)))) as tf.Scalar;
 *   window.add({ w: await tf.variableGrads(loss).grads.w.data() as Float32Array });
 *   window.tick(x.length);
 * }
 * const { gradients } = await window.take();
 * tf.train.adam(0.1).applyGradients([{ name: "w", tensor: tf.tensor1d(gradients.w) }]);
 * assertAlmostEquals((await w.data())[0], 2.9, 1e-6); // Adam's first step is its learning rate
 * ```
 */
export class Accumulator implements Disposable {
  /** Where the sums live. */
  readonly device: Device;
  readonly #compensated: boolean;
  readonly #window = new Window();
  #first: First | null = null;
  #disposed = false;

  /**
   * Makes an empty window.
   *
   * @throws {TypeError} when `compensated` is asked for where the device's compiler breaks it
   */
  constructor(device: Device, options: AccumulatorOptions = {}) {
    const { compensated = false } = options;
    if (compensated) checkCompensates("Accumulator", device);
    this.device = device;
    this.#compensated = compensated;
  }

  /** Ticks in the window. */
  get ticks(): number {
    return this.#window.ticks;
  }

  /** The sum of their counts. */
  get count(): number {
    return this.#window.count;
  }

  /**
   * Adds `scale * gradients` to the sums. `scale` is 1 by default, for gradients that are sums.
   *
   * @throws {TypeError} when a leaf is no gradient, or its name, shape, dtype or device is not that of the first `add`
   * @throws {RangeError} when `scale` is not finite
   */
  add(
    gradients: GradientTree,
    options: { readonly scale?: number } = {},
  ): void {
    const caller = "accumulator.add";
    if (this.#disposed) {
      throw new TypeError(
        `${caller}: this Accumulator is disposed, expected one in use`,
      );
    }
    const leaves = leavesOf(caller, gradients);
    const first = this.#first ?? this.#begin(caller, gradients, leaves);
    first.sums.add(caller, leaves, options.scale ?? 1);
    this.#first = first;
  }

  /**
   * Closes a tick that counts so many samples or tokens, 1 by default.
   *
   * @throws {RangeError} when `count` is negative or not finite
   */
  tick(count = 1): void {
    checkCount("accumulator.tick", count);
    this.#window.tick(count);
  }

  /**
   * Takes the mean of the window and starts a new one. `Tree` is the type of what was added, a record of
   * `Float32Array` by default; for others write `take<{ w: Tensor }>()`. Waits for the GPU only where the leaves are
   * arrays on the CPU.
   *
   * @throws {RangeError} when nothing was added, or the counts sum to zero; the window stays open
   */
  async take<Tree = Record<string, Float32Array<ArrayBuffer>>>(): Promise<
    Taken<Tree>
  > {
    const { count } = this;
    if (!this.#first) {
      throw new RangeError(
        "accumulator.take: nothing was added, expected gradients; call add first",
      );
    }
    checkTotal("accumulator.take", count);
    const { form, kinds, sums } = this.#first;
    const leaves = new Map<string, unknown>();
    for (const place of sums.layout.places) {
      const kind = kinds.get(place.name);
      if (kind !== "array") {
        leaves.set(place.name, this.#meanOf(sums, place, kind === "buffer"));
      }
    }
    const arrays = [...kinds.values()].includes("array")
      ? this.#readMeans(sums)
      : null;
    this.reset(); // recorded after what was read
    this.device.submit();
    const means = await arrays;
    for (const { name, start, size } of sums.layout.places) {
      if (kinds.get(name) === "array") {
        leaves.set(name, means!.slice(start, start + size));
      }
    }
    return makeTaken({ gradients: form.fill(leaves) as Tree, count });
  }

  /** Empties the window. */
  reset(): void {
    this.#first?.sums.zero();
    this.#window.restart();
  }

  /** Frees the sums; what was taken stays. */
  dispose(): void {
    this.#first?.sums.values.dispose();
    this.#first?.sums.lost?.dispose();
    this.#first = null;
    this.#disposed = true;
    this.#window.restart();
  }

  /** The same as {@linkcode dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Ticks and count in a line. */
  toString(): string {
    return `Accumulator(${this.ticks} ticks, count ${this.count}, ${this.device.kind})`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: ticks, count and device. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return showWindow("Accumulator", {
      ticks: this.ticks,
      count: this.count,
      device: this.device.kind,
    });
  }

  #begin(
    caller: string,
    tree: GradientTree,
    leaves: ReadonlyMap<string, GradientLeaf>,
  ): First {
    if (leaves.size === 0) {
      throw new TypeError(
        `${caller}: there is no gradient, expected at least one`,
      );
    }
    const shapes: Record<string, readonly number[]> = {};
    const kinds = new Map<string, Kind>();
    for (const [name, leaf] of leaves) {
      shapes[name] = shapeOf(`${caller}: ${name}`, leaf);
      kinds.set(name, kindOf(leaf));
    }
    const dtype = dtypeOfLeaf([...leaves.values()][0]);
    const layout = new Layout(shapes, bindableLength(this.device, dtype));
    const zeros = () => layout.zeros(this.device, dtype, caller);
    const sums = new Sums(layout, zeros(), this.#compensated ? zeros() : null);
    return { form: new TreeForm(caller, tree), kinds, sums };
  }

  /** The mean of one leaf, on the device. */
  #meanOf(sums: Sums, place: Place, asBuffer: boolean): Tensor | GPUBuffer {
    const { device, layout, values, lost, dtype } = sums;
    const { shape, size } = place;
    const buffer = asBuffer
      ? partsOf(values).backend.createBuffer(4 * size)
      : null;
    const mean = device.unscoped(() =>
      buffer ? device.wrap(buffer, shape) : device.empty(shape, { dtype })
    );
    writeMean(
      layout.at(values, place),
      lost && layout.at(lost, place),
      this.count,
      mean,
    );
    if (!buffer) return mean;
    mean.dispose();
    return buffer;
  }

  /** The means of all leaves, in the layout of the arena, by one read. */
  async #readMeans(sums: Sums): Promise<FloatArray> {
    const { device, layout, values, lost, dtype } = sums;
    using means = layout.zeros(device, dtype);
    for (const range of layout.ranges) {
      writeMean(
        layout.range(values, range),
        lost && layout.range(lost, range),
        this.count,
        layout.range(means, range),
      );
    }
    return await means.read();
  }
}

type Kind = "array" | "tensor" | "buffer";

/** What the first gradients say. */
interface First {
  readonly form: TreeForm;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly sums: Sums;
}

function kindOf(leaf: GradientLeaf): Kind {
  if (leaf instanceof Tensor) return "tensor";
  return ArrayBuffer.isView(leaf) ? "array" : "buffer";
}

function dtypeOfLeaf(leaf: GradientLeaf): FloatDType {
  return leaf instanceof Float64Array ||
      (leaf instanceof Tensor && leaf.dtype === "f64")
    ? "f64"
    : "f32";
}

/** An array or a buffer is a vector. */
function shapeOf(what: string, leaf: GradientLeaf): readonly number[] {
  if (leaf instanceof Tensor) return leaf.shape;
  if (ArrayBuffer.isView(leaf)) return [leaf.length];
  if (leaf.size % 4 !== 0) {
    throw new TypeError(
      `${what} is a GPUBuffer of ${leaf.size} bytes, expected a multiple of 4 for f32`,
    );
  }
  return [leaf.size / 4];
}
