/**
 * Trees of gradients: nested objects and arrays, with arrays of numbers at the leaves.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { describeArray, Tensor } from "../device/tensor.ts";

/** A gradient: values in row-major order, in an array, on the device, or in a `GPUBuffer` of the same `GPUDevice` (f32). */
export type GradientLeaf = FloatArray | Tensor | GPUBuffer;

/** Gradients in nested objects and arrays; null where there is none. */
export type GradientTree =
  | GradientLeaf
  | null
  | undefined
  | readonly GradientTree[]
  | { readonly [name: string]: GradientTree };

/** Whether something is a `GPUBuffer`; there are none where there is no WebGPU. */
export function isGpuBuffer(value: unknown): value is GPUBuffer {
  return typeof GPUBuffer !== "undefined" && value instanceof GPUBuffer;
}

/**
 * The leaves of a tree by their paths, joined with dots: `{ norm: { weight } }` gives `norm.weight`.
 *
 * @throws {TypeError} when a leaf is no gradient, or two have one path
 */
export function leavesOf(
  caller: string,
  tree: GradientTree,
): Map<string, GradientLeaf> {
  const leaves = new Map<string, GradientLeaf>();
  mapLeaves(caller, tree, (path, leaf) => {
    if (leaves.has(path)) {
      throw new TypeError(`${caller}: ${path} stands twice, expected it once`);
    }
    leaves.set(path, leaf);
  });
  return leaves;
}

/** The same tree with other leaves. */
export function mapLeaves(
  caller: string,
  tree: GradientTree,
  fn: (path: string, leaf: GradientLeaf) => unknown,
): unknown {
  const visit = (node: GradientTree, path: readonly string[]): unknown => {
    if (node === null || node === undefined) return node;
    if (Array.isArray(node)) {
      return node.map((child, i) => visit(child, [...path, String(i)]));
    }
    if (
      node instanceof Float32Array || node instanceof Float64Array ||
      node instanceof Tensor || isGpuBuffer(node)
    ) {
      return fn(path.join(".") || "gradients", node);
    }
    const prototype = typeof node === "object"
      ? Object.getPrototypeOf(node)
      : undefined;
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(
        `${caller}: ${path.join(".") || "gradients"} is ${
          describeArray(node)
        }, expected a Float32Array, a Float64Array, a Tensor, a GPUBuffer, or an object or array of them`,
      );
    }
    return Object.fromEntries(
      Object.entries(node).map((
        [name, child],
      ) => [name, visit(child, [...path, name])]),
    );
  };
  return visit(tree, []);
}

/** The form of a tree, without its leaves. */
export class TreeForm {
  readonly #form: unknown;

  constructor(caller: string, tree: GradientTree) {
    this.#form = mapLeaves(caller, tree, (path) => new Hole(path));
  }

  /** The tree with these leaves, by their paths. */
  fill(leaves: ReadonlyMap<string, unknown>): unknown {
    const visit = (node: unknown): unknown => {
      if (node instanceof Hole) return leaves.get(node.path);
      if (Array.isArray(node)) return node.map(visit);
      if (node === null || typeof node !== "object") return node;
      return Object.fromEntries(
        Object.entries(node).map(([name, child]) => [name, visit(child)]),
      );
    };
    return visit(this.#form);
  }
}

class Hole {
  constructor(readonly path: string) {}
}
