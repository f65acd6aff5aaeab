// y = (x - mean) / sqrt(variance + eps) * weight + bias, row by row: rows `first` to `end`.
//
// Overwrites y and, where it is there, saved = [m, c, rstd] by rows. Addresses of f32; 0 is left out.
//
// The corrected two-pass algorithm of Chan, Golub and LeVeque (1983), whose first mean is that of 16 values:
// t = x - m, c = sum(t) / n, variance = sum(t * t) / n - c * c. Where those 16 mislead, so that the difference
// would cancel, m + c is the first mean of another pass. Sums of four lanes by four, 64 to each, go into f64.

import {
  finite,
  madd,
  sumOf,
  sumOfLanes,
  VECTOR,
  VECTORS,
} from "../device/lanes.inline";

/** Bytes of a row that are summed in f32: 1,024 values, 64 to each of 16 sums. */
const CHUNK: usize = 4096;

/** A mean square beyond is none of normal numbers of f32. */
const TINY: f64 = 1e-30;
const HUGE: f64 = 1e38;

/** Rows of a batch, at most. */
const ROWS: usize = 64;

/** Bytes of rows whose statistics come before their outputs: no row waits for a root, and they stay in the nearest cache. */
const BATCH: usize = 4096;

/** What `sums` gives. */
let sum: f64 = 0;
let squares: f64 = 0;

export function layer_norm(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  saved: usize,
  rows: usize,
  width: usize,
  eps: f64,
  first: usize,
  end: usize,
  scratch: usize,
): void {
  const bytes = width << 2, overN = 1 / f64(width);
  const batch = min<usize>(max<usize>(BATCH / bytes, 1), ROWS);
  const column = saved ? rows << 2 : ROWS << 2;
  let guess = first < end ? firstMean(x + first * bytes, width) : 0;
  for (let row = first; row < end; row += batch) {
    const past = min<usize>(row + batch, end);
    const statistics = saved ? saved + (row << 2) : scratch;
    let exact: u64 = 0, at = statistics;
    for (let r = row; r < past; r++, at += 4) {
      const from = x + r * bytes, to = from + bytes;
      // The next row's is taken now, so that its memory is on the way while this one is computed.
      const next = r + 1 < end ? firstMean(to, width) : guess;
      exact |= u64(analyse(from, to, guess, overN, eps, at, column)) <<
        u64(r - row);
      guess = next;
    }
    at = statistics;
    for (let r = row; r < past; r++, at += 4, exact >>= 1) {
      const from = x + r * bytes, to = from + bytes, out = y + r * bytes;
      if (exact & 1) exactOutput(from, to, weight, bias, out, eps);
      else output(from, to, weight, bias, out, at, column);
    }
  }
}

/** Stores m, c and rstd of a row, `column` apart; gives whether f32 would not do for its squares. */
function analyse(
  x: usize,
  end: usize,
  guess: f32,
  overN: f64,
  eps: f64,
  out: usize,
  column: usize,
): bool {
  sums(x, end, guess);
  let c = sum * overN, square = squares * overN;
  if (c * c > 0.5 * square) {
    guess = f32(f64(guess) + c);
    sums(x, end, guess);
    c = sum * overN;
    square = squares * overN;
  }
  let mean = f64(guess) + c, variance = square - c * c;
  // Neither does where it is NaN.
  const exact = !(variance + eps >= TINY && variance <= HUGE);
  if (exact) {
    exactSums(x, end);
    mean = sum;
    variance = squares;
  }
  const m = f32(mean);
  f32.store(out, m);
  f32.store(out + column, f32(mean - f64(m)));
  f32.store(out + 2 * column, f32(rstdOf(variance, eps)));
  return exact;
}

function rstdOf(variance: f64, eps: f64): f64 {
  if (!finite(variance)) return NaN;
  return 1 / sqrt<f64>(max<f64>(variance, 0) + eps);
}

/** The mean of 16 values within the first 256 bytes, as the first value and what it differs by: that of a constant row exactly. */
function firstMean(x: usize, width: usize): f32 {
  if (width < 16) return f32.load(x);
  const first = v128.load32_splat(x), step = min<usize>(width >> 2, 16) << 2;
  const differences = sumOf(
    f32x4.sub(v128.load(x), first),
    f32x4.sub(v128.load(x + step), first),
    f32x4.sub(v128.load(x + 2 * step), first),
    f32x4.sub(v128.load(x + 3 * step), first),
  );
  return f32.load(x) + sumOfLanes(differences) * 0.0625;
}

/** The sums of t = x - m and of its square, into `sum` and `squares`. */
@inline
function sums(x: usize, end: usize, m: f32): void {
  const mean = f32x4.splat(m), zero = f32x4.splat(0);
  let total: f64 = 0, totalSquares: f64 = 0;
  const vectorsEnd = x + ((end - x) & ~(VECTORS - 1));
  while (x < vectorsEnd) {
    const chunkEnd = min<usize>(x + CHUNK, vectorsEnd);
    let a = zero, b = zero, c = zero, d = zero;
    let aa = zero, bb = zero, cc = zero, dd = zero;
    for (; x < chunkEnd; x += VECTORS) {
      const t0 = f32x4.sub(v128.load(x), mean);
      const t1 = f32x4.sub(v128.load(x, 16), mean);
      const t2 = f32x4.sub(v128.load(x, 32), mean);
      const t3 = f32x4.sub(v128.load(x, 48), mean);
      a = f32x4.add(a, t0);
      aa = madd(t0, t0, aa);
      b = f32x4.add(b, t1);
      bb = madd(t1, t1, bb);
      c = f32x4.add(c, t2);
      cc = madd(t2, t2, cc);
      d = f32x4.add(d, t3);
      dd = madd(t3, t3, dd);
    }
    total += f64(sumOfLanes(sumOf(a, b, c, d)));
    totalSquares += f64(sumOfLanes(sumOf(aa, bb, cc, dd)));
  }
  if (x + VECTOR <= end) {
    let a = zero, aa = zero;
    for (; x + VECTOR <= end; x += VECTOR) {
      const t = f32x4.sub(v128.load(x), mean);
      a = f32x4.add(a, t);
      aa = madd(t, t, aa);
    }
    total += f64(sumOfLanes(a));
    totalSquares += f64(sumOfLanes(aa));
  }
  for (; x < end; x += 4) {
    const t = f64(f32.load(x)) - f64(m);
    total += t;
    totalSquares += t * t;
  }
  sum = total;
  squares = totalSquares;
}

/** y of a row, from what `analyse` has stored. */
@inline
function output(
  x: usize,
  end: usize,
  weight: usize,
  bias: usize,
  y: usize,
  statistics: usize,
  column: usize,
): void {
  const m = f32.load(statistics), rest = f32.load(statistics + column);
  const rstd = f32.load(statistics + 2 * column);
  const mean = f32x4.splat(m), scale = f32x4.splat(rstd);
  const shift = f32x4.splat(-rest * rstd);
  if (weight && bias) {
    const vectorsEnd = x + ((end - x) & ~(VECTORS - 1));
    for (; x < vectorsEnd; x += VECTORS) {
      const t0 = madd(f32x4.sub(v128.load(x), mean), scale, shift);
      const t1 = madd(f32x4.sub(v128.load(x, 16), mean), scale, shift);
      const t2 = madd(f32x4.sub(v128.load(x, 32), mean), scale, shift);
      const t3 = madd(f32x4.sub(v128.load(x, 48), mean), scale, shift);
      v128.store(y, madd(t0, v128.load(weight), v128.load(bias)));
      v128.store(y, madd(t1, v128.load(weight, 16), v128.load(bias, 16)), 16);
      v128.store(y, madd(t2, v128.load(weight, 32), v128.load(bias, 32)), 32);
      v128.store(y, madd(t3, v128.load(weight, 48), v128.load(bias, 48)), 48);
      y += VECTORS;
      weight += VECTORS;
      bias += VECTORS;
    }
  }
  for (; x + VECTOR <= end; x += VECTOR, y += VECTOR) {
    let t = madd(f32x4.sub(v128.load(x), mean), scale, shift);
    if (weight) {
      t = f32x4.mul(t, v128.load(weight));
      weight += VECTOR;
    }
    if (bias) {
      t = f32x4.add(t, v128.load(bias));
      bias += VECTOR;
    }
    v128.store(y, t);
  }
  for (; x < end; x += 4, y += 4) {
    let t = (f32.load(x) - m - rest) * rstd;
    if (weight) {
      t *= f32.load(weight);
      weight += 4;
    }
    if (bias) {
      t += f32.load(bias);
      bias += 4;
    }
    f32.store(y, t);
  }
}

/** The mean and the variance in f64, into `sum` and `squares`. */
function exactSums(x: usize, end: usize): void {
  const n = f64((end - x) >> 2), first = f64(f32.load(x));
  let total: f64 = 0;
  for (let p = x; p < end; p += 4) total += f64(f32.load(p)) - first;
  const mean = first + total / n;
  total = 0;
  let totalSquares: f64 = 0;
  for (let p = x; p < end; p += 4) {
    const t = f64(f32.load(p)) - mean;
    total += t;
    totalSquares += t * t;
  }
  const c = total / n;
  sum = mean + c;
  squares = totalSquares / n - c * c;
}

function exactOutput(
  x: usize,
  end: usize,
  weight: usize,
  bias: usize,
  y: usize,
  eps: f64,
): void {
  exactSums(x, end);
  const mean = sum, rstd = rstdOf(squares, eps);
  for (let i: usize = 0, n = end - x; i < n; i += 4) {
    let t = (f64(f32.load(x + i)) - mean) * rstd;
    if (weight) t *= f64(f32.load(weight + i));
    if (bias) t += f64(f32.load(bias + i));
    f32.store(y + i, f32(t));
  }
}
