// sum += scale * values, in blocks of 1,024 values, `first` to `end`.
//
// Adds into sum, [length], and into lost what the roundings take, where it is there: two-sum (Knuth, 1969).
// Addresses of f32; 0 is left out. Computed in f64 and rounded once, as the definition does.

/** Bytes of a part. */
const PART: usize = 4096;

export function add_scaled(
  values: usize,
  sum: usize,
  lost: usize,
  length: usize,
  scale: f64,
  first: usize,
  end: usize,
): void {
  const past = min<usize>(end * PART, length << 2), factor = f64x2.splat(scale);
  let i = first * PART;
  if (lost) {
    for (; i + 8 <= past; i += 8) {
      const a = pair(sum + i), b = f64x2.mul(factor, pair(values + i));
      store(sum + i, f64x2.add(a, b));
      const s = pair(sum + i), t = f64x2.sub(s, a);
      const rest = f64x2.add(
        f64x2.sub(a, f64x2.sub(s, t)),
        f64x2.sub(b, t),
      );
      store(lost + i, f64x2.add(pair(lost + i), rest));
    }
  } else {
    for (; i + 16 <= past; i += 16) {
      const b0 = f64x2.mul(factor, pair(values + i));
      const b1 = f64x2.mul(factor, pair(values + i + 8));
      store(sum + i, f64x2.add(pair(sum + i), b0));
      store(sum + i + 8, f64x2.add(pair(sum + i + 8), b1));
    }
  }
  for (; i < past; i += 4) {
    const a = f64(f32.load(sum + i)), b = scale * f64(f32.load(values + i));
    const s = f32(a + b), t = f64(s) - a;
    f32.store(sum + i, s);
    if (lost) {
      const rest = (a - (f64(s) - t)) + (b - t);
      f32.store(lost + i, f32(f64(f32.load(lost + i)) + rest));
    }
  }
}

/** Two values, in f64. */
function pair(x: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

/** Two values, rounded. */
function store(x: usize, values: v128): void {
  v128.store64_lane(x, f32x4.demote_f64x2_zero(values), 0);
}
