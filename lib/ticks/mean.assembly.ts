// mean = (sum + lost) / count, in blocks of 1,024 values, `first` to `end`.
//
// Overwrites mean, [length]. Addresses of f32; lost is 0 where it is left out. Computed in f64 and rounded once.

/** Bytes of a part. */
const PART: usize = 4096;

export function mean(
  sum: usize,
  lost: usize,
  out: usize,
  length: usize,
  count: f64,
  first: usize,
  end: usize,
): void {
  const past = min<usize>(end * PART, length << 2),
    divisor = f64x2.splat(count);
  let i = first * PART;
  for (; i + 8 <= past; i += 8) {
    let total = pair(sum + i);
    if (lost) total = f64x2.add(total, pair(lost + i));
    const rounded = f32x4.demote_f64x2_zero(f64x2.div(total, divisor));
    v128.store64_lane(out + i, rounded, 0);
  }
  for (; i < past; i += 4) {
    let total = f64(f32.load(sum + i));
    if (lost) total += f64(f32.load(lost + i));
    f32.store(out + i, f32(total / count));
  }
}

/** Two values, in f64. */
function pair(x: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}
