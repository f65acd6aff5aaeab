/**
 * A kernel is one value with two faces: the WGSL that runs on a GPU, and the TypeScript that defines
 * what it computes. The CPU device runs the second, or a third one where there is one: the same in WebAssembly.
 * The tests hold the others against the definition.
 *
 * @module
 */

import type { Adapter } from "./backend.ts";
import type { FloatArray } from "./dtype.ts";

/** The numbers that a kernel takes besides its tensors, by name. */
export type Arguments = Readonly<Record<string, number>>;

/** What a kernel does with one of its tensors. */
export interface TensorSpec {
  /**
   * `"read"`, `"write"` (every value is overwritten), `"add"` (every value is added to), or `"scratch"`: what
   * the WGSL keeps between its dispatches. The device makes that, so the call and the definition have `null`.
   */
  readonly access: "read" | "write" | "add" | "scratch";
  /** Whether the kernel may be run with `null` in its place: WGSL asks `HAS_NAME`. */
  readonly optional?: boolean;
  /** `"u32"` for class indices; else it has the floating-point type of the call. */
  readonly dtype?: "u32";
  /** Its shape, from the kernel's arguments. */
  readonly shape: (args: Arguments) => readonly number[];
}

/** The TypeScript face's arrays: one a tensor, `null` for an optional one that is left out. */
export type KernelArrays<Specs> = {
  readonly [Name in keyof Specs]:
    | (Specs[Name] extends { dtype: "u32" } ? Uint32Array : FloatArray)
    | (Specs[Name] extends { optional: true } | { access: "scratch" } ? null
      : never);
};

/** How a kernel is laid out on a GPU for one call, or one of several dispatches in a row. */
export interface Dispatch {
  /** Values for the `override` constants of the WGSL. */
  readonly constants: Readonly<Record<string, number>>;
  /** Workgroups in all; more than 65,535 are spread over two dimensions. */
  readonly workgroups: number;
  /** What runs, where that is not the kernel's `wgsl`: with the same tensors and arguments. */
  readonly wgsl?: string;
  /** The function of the WGSL that runs, where there is more than one. */
  readonly entryPoint?: string;
}

/** A kernel's third face, or a part of it: a function in WebAssembly. */
export interface Assembly {
  /** The name of the function, that of the kernel by default. */
  readonly name?: string;
  /**
   * A compiled module in base64, that imports a shared memory as `env.memory` and keeps nothing there. Its function
   * takes an address for each of `tensors`, 0 where it is left out; each argument; which parts of the work to do,
   * the first and one past the last; and that of 32 KiB of scratch memory.
   */
  readonly code: string;
  /** The tensors that it takes, in order: by default all that the kernel has. Where it has none to write, it is not called. */
  readonly tensors?: readonly string[];
  /** How many parts the work has. Each writes what no other does, in whatever order: so any number of threads gives the same bits. */
  readonly parts: (args: Arguments) => number;
}

/**
 * A computation with two faces, and a third one where there is one.
 *
 * The WGSL declares its tensors in group 0 in the order of `tensors`, its arguments as one uniform
 * structure in group 1 in the order of `arguments`, and an `override HAS_NAME: bool` for each
 * optional tensor.
 */
export interface Kernel<
  Specs extends Record<string, TensorSpec> = Record<string, TensorSpec>,
> {
  /** The name, that of its files. */
  readonly name: string;
  /** What runs on a GPU, unless `dispatch` says. */
  readonly wgsl?: string;
  /** Its tensors, in the order of their bindings. */
  readonly tensors: Specs;
  /** Its arguments, in the order of the uniform structure. */
  readonly arguments: Readonly<Record<string, "u32" | "f32">>;
  /**
   * The layout for these arguments; more than one runs in order. What sets an order of addition depends on
   * width and adapter only.
   */
  dispatch(
    args: Arguments,
    adapter: Adapter,
  ): Dispatch | readonly Dispatch[];
  /** What is computed, for f32 and f64 arrays alike. */
  definition(arrays: KernelArrays<Specs>, args: Arguments): void;
  /**
   * What runs on the CPU instead, where all numbers are f32 and WebAssembly has what it needs. Several functions, none
   * of which uses what another one writes, run together, part by part: what several read comes from memory once.
   * Threads share up to three of them.
   */
  readonly assembly?: Assembly | readonly Assembly[];
}

/** Gives the kernel back, with the types of its tensors inferred. */
export function defineKernel<const Specs extends Record<string, TensorSpec>>(
  kernel: Kernel<Specs>,
): Kernel<Specs> {
  return kernel;
}

/** The name of the constant that says whether an optional tensor is there: `dweight` has `HAS_DWEIGHT`. */
export function hasConstant(name: string): string {
  return `HAS_${name.toUpperCase()}`;
}
