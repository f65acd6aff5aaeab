/**
 * The types of a tensor's elements.
 *
 * @module
 */

/** An array of floating-point numbers that a kernel's TypeScript face works on. */
export type FloatArray = Float32Array | Float64Array;

/** Type of a tensor's elements: `"f32"` on every device, `"f64"` on the CPU device only. */
export type DType = "f32" | "f64";

/** The typed array that holds each dtype. */
export const arrayOf = { f32: Float32Array, f64: Float64Array } as const;

/** The dtype that a typed array holds, or `null` where there is none. */
export function dtypeOf(data: unknown): DType | null {
  if (data instanceof Float32Array) return "f32";
  if (data instanceof Float64Array) return "f64";
  return null;
}
