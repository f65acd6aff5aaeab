/**
 * The types of a tensor's elements.
 *
 * @module
 */

/** An array of floating-point numbers. */
export type FloatArray = Float32Array | Float64Array;

/** An array of numbers that a tensor is made from. */
export type NumberArray = FloatArray | Uint32Array;

/** Type of a tensor's elements: `"f32"` and, for class indices, `"u32"` on every device; `"f64"` on the CPU device only. */
export type DType = "f32" | "f64" | "u32";

/** The dtypes that can be differentiated. */
export type FloatDType = Exclude<DType, "u32">;

/** The typed array that holds each dtype. */
export const arrayOf = {
  f32: Float32Array,
  f64: Float64Array,
  u32: Uint32Array,
} as const;

/** The dtype that a typed array holds, or `null` where there is none. */
export function dtypeOf(data: unknown): DType | null {
  if (data instanceof Float32Array) return "f32";
  if (data instanceof Float64Array) return "f64";
  if (data instanceof Uint32Array) return "u32";
  return null;
}
