// What the assembly sources share: sums over the four lanes of a vector, products that are added at once.

/** Bytes of a vector, and of four: what a loop takes at a time. */
export const VECTOR: usize = 16;
export const VECTORS: usize = 64;

/** The sum of the lanes, always in the same order. */
export function sumOfLanes(v: v128): f32 {
  v = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  v = f32x4.add(v, v128.shuffle<f32>(v, v, 1, 0, 3, 2));
  return f32x4.extract_lane(v, 0);
}

/** The sum of four vectors. */
export function sumOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** `a * b + c`: rounded once where the processor can, else twice; the same on one machine. */
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}

/** Whether it is neither NaN nor infinite. */
export function finite(value: f64): bool {
  return value - value == 0;
}
