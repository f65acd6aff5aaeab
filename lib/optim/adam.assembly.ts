// Adam and AdamW: segments `start` + `first` to `start` + `end` of a step.
//
//   m += (1 - beta1) (g - m)        v += (1 - beta2) (g² - v)
//   w -= learning rate * (m / c1) / (sqrt(v) / c2 + eps)
//
// with g the clipped mean gradient. Adds to values and state; gradients and lost are zeroed; the last column of the
// segments' rows in stats becomes sum((new - old)²). Where the step is not applied only the zeroing happens.
// Addresses of f32; lost is 0 where it is left out.

import { sumOfLanes, VECTOR } from "../device/lanes.inline";

const LARGEST: f32 = f32.MAX_VALUE; // infinity would be NaN in the next step

export function adam(
  table: usize,
  stats: usize,
  values: usize,
  gradients: usize,
  lost: usize,
  exp_avg: usize,
  exp_avg_sq: usize,
  _segments: usize,
  start: usize,
  _end: usize,
  _length: usize,
  count: f64,
  learningRate: f64,
  clipValue: f64,
  _reserved: f64,
  oneMinusBeta1: f64,
  oneMinusBeta2: f64,
  eps: f64,
  decoupled: f64,
  first: usize,
  end: usize,
): void {
  const applied = f32.load(stats) == 1, clip = f64(f32.load(stats, 4));
  const c1 = f64(f32.load(stats, 16)), c2 = f64(f32.load(stats, 20));
  const limit = f32x4.splat(f32(clipValue > 0 ? clipValue : Infinity));
  const least = f32x4.neg(limit), largest = f32x4.splat(LARGEST);
  const overCount = f32x4.splat(f32(1 / count)),
    clipped = f32x4.splat(f32(clip));
  const rate1 = f32x4.splat(f32(oneMinusBeta1));
  const rate2 = f32x4.splat(f32(oneMinusBeta2));
  const overC2 = f32x4.splat(f32(1 / c2)), epsilon = f32x4.splat(f32(eps));
  for (let s = start + first; s < start + end; s++) {
    const row = table + (s << 4);
    const at = usize(f32.load(row)) << 8, bytes = usize(f32.load(row, 4)) << 2;
    const factor = f64(f32.load(row, 8)), decay = f64(f32.load(row, 12));
    const padded = (bytes + VECTOR - 1) & ~(VECTOR - 1);
    if (applied && factor >= 0) {
      const rate = learningRate * factor;
      const size = f32x4.splat(f32(rate / c1));
      const shrink = f32x4.splat(f32(decoupled == 1 ? rate * decay : 0));
      const added = f32x4.splat(f32(decoupled == 1 ? 0 : decay));
      let change = f32x4.splat(0);
      for (let i = at; i < at + padded; i += VECTOR) {
        const old = v128.load(values + i);
        let g = v128.load(gradients + i);
        if (lost) g = f32x4.add(g, v128.load(lost + i));
        g = f32x4.mul(f32x4.mul(g, overCount), clipped);
        g = f32x4.pmax(f32x4.pmin(g, limit), least);
        g = f32x4.add(g, f32x4.mul(added, old));
        let m = v128.load(exp_avg + i), v = v128.load(exp_avg_sq + i);
        m = f32x4.add(m, f32x4.mul(rate1, f32x4.sub(g, m)));
        v = f32x4.add(v, f32x4.mul(rate2, f32x4.sub(f32x4.mul(g, g), v)));
        v = f32x4.pmin(v, largest);
        v128.store(exp_avg + i, m);
        v128.store(exp_avg_sq + i, v);
        const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), overC2), epsilon);
        const step = f32x4.add(
          f32x4.mul(shrink, old),
          f32x4.div(f32x4.mul(size, m), root),
        );
        let value = f32x4.sub(old, step); // rounded once
        if (i + VECTOR > at + bytes) {
          value = withoutPadding(value, at + bytes - i);
        }
        v128.store(values + i, value);
        const moved = f32x4.sub(value, old);
        change = f32x4.add(change, f32x4.mul(moved, moved));
      }
      f32.store(stats + ((s + 2) << 4), sumOfLanes(change), 12);
    }
    memory.fill(gradients + at, 0, padded);
    if (lost) memory.fill(lost + at, 0, padded);
  }
}

export { adam as adamw };

/** Zeros from so many bytes on: what pads the last four stays 0, whatever becomes of 0. */
function withoutPadding(value: v128, bytes: usize): v128 {
  const lanes = i32x4(0, 4, 8, 12);
  return v128.and(value, i32x4.lt_s(lanes, i32x4.splat(i32(bytes))));
}
