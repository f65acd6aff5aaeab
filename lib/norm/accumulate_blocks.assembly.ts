// gradient += sums[from], += sums[from + 1], ... before `to`: in order, columns by 4,096: `first` to `end`.
//
// Adds into gradient, [width], and into lost what the roundings take, where it is there: two-sum (Knuth, 1969).
// Addresses of f32; 0 is left out.

import { VECTOR } from "../device/lanes.inline";

/** Columns of a part, in bytes. */
const TILE: usize = 16384;

export function accumulate_blocks(
  sums: usize,
  gradient: usize,
  lost: usize,
  _blocks: usize,
  width: usize,
  from: usize,
  to: usize,
  first: usize,
  end: usize,
): void {
  const bytes = width << 2, past = min<usize>(end * TILE, bytes);
  let i = first * TILE;
  for (; i + VECTOR <= past; i += VECTOR) {
    let a = v128.load(gradient + i);
    let kept = lost ? v128.load(lost + i) : f32x4.splat(0);
    for (let block = from; block < to; block++) {
      const b = v128.load(sums + block * bytes + i), s = f32x4.add(a, b);
      if (lost) {
        const t = f32x4.sub(s, a);
        kept = f32x4.add(
          kept,
          f32x4.add(f32x4.sub(a, f32x4.sub(s, t)), f32x4.sub(b, t)),
        );
      }
      a = s;
    }
    v128.store(gradient + i, a);
    if (lost) v128.store(lost + i, kept);
  }
  for (; i < past; i += 4) {
    let a = f32.load(gradient + i), kept = lost ? f32.load(lost + i) : 0;
    for (let block = from; block < to; block++) {
      const b = f32.load(sums + block * bytes + i), s = a + b, t = s - a;
      if (lost) kept += (a - (s - t)) + (b - t);
      a = s;
    }
    f32.store(gradient + i, a);
    if (lost) f32.store(lost + i, kept);
  }
}
