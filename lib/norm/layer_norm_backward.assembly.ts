// dx = rstd * (g - mean(g) - xhat * mean(g * xhat)) with g = dy * weight, row by row: rows `first` to `end`.
//
// Overwrites dx. Reads what the forward pass saved: [m, c, rstd] by rows. Addresses of f32; 0 is left out.

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

/** What `sums` gives. */
let sumG: f64 = 0;
let sumGXhat: f64 = 0;

export function layer_norm_backward(
  dy: usize,
  x: usize,
  weight: usize,
  saved: usize,
  dx: usize,
  rows: usize,
  width: usize,
  first: usize,
  end: usize,
): void {
  const bytes = width << 2, column = rows << 2, n = f64(width);
  for (let row = first; row < end; row++) {
    const at = saved + (row << 2), start = row * bytes;
    const m = f32.load(at), c = f32.load(at + column);
    const rstd = f32.load(at + 2 * column);
    sums(dy + start, x + start, weight, bytes, m, c, rstd);
    const meanG = f32(sumG / n), meanGXhat = f32(sumGXhat / n);
    if (finite(meanG) && finite(meanGXhat)) {
      output(
        dy + start,
        x + start,
        weight,
        dx + start,
        bytes,
        m,
        c,
        rstd,
        meanG,
        meanGXhat,
      );
    } else exact(dy + start, x + start, weight, dx + start, bytes, m, c, rstd);
  }
}

/** The sums of g and of g * xhat, into `sumG` and `sumGXhat`. */
function sums(
  dy: usize,
  x: usize,
  weight: usize,
  bytes: usize,
  m: f32,
  c: f32,
  rstd: f32,
): void {
  const mean = f32x4.splat(m), scale = f32x4.splat(rstd);
  const shift = f32x4.splat(-c * rstd), zero = f32x4.splat(0);
  const end = x + bytes;
  let total: f64 = 0, totalXhat: f64 = 0;
  if (weight) {
    const vectorsEnd = x + (bytes & ~(VECTORS - 1));
    while (x < vectorsEnd) {
      const chunkEnd = min<usize>(x + CHUNK, vectorsEnd);
      let a = zero, b = zero, c = zero, d = zero;
      let aa = zero, bb = zero, cc = zero, dd = zero;
      for (; x < chunkEnd; x += VECTORS) {
        const g0 = f32x4.mul(v128.load(dy), v128.load(weight));
        const g1 = f32x4.mul(v128.load(dy, 16), v128.load(weight, 16));
        const g2 = f32x4.mul(v128.load(dy, 32), v128.load(weight, 32));
        const g3 = f32x4.mul(v128.load(dy, 48), v128.load(weight, 48));
        a = f32x4.add(a, g0);
        aa = madd(g0, madd(f32x4.sub(v128.load(x), mean), scale, shift), aa);
        b = f32x4.add(b, g1);
        bb = madd(
          g1,
          madd(f32x4.sub(v128.load(x, 16), mean), scale, shift),
          bb,
        );
        c = f32x4.add(c, g2);
        cc = madd(
          g2,
          madd(f32x4.sub(v128.load(x, 32), mean), scale, shift),
          cc,
        );
        d = f32x4.add(d, g3);
        dd = madd(
          g3,
          madd(f32x4.sub(v128.load(x, 48), mean), scale, shift),
          dd,
        );
        dy += VECTORS;
        weight += VECTORS;
      }
      total += f64(sumOfLanes(sumOf(a, b, c, d)));
      totalXhat += f64(sumOfLanes(sumOf(aa, bb, cc, dd)));
    }
  }
  while (x + VECTOR <= end) {
    const chunkEnd = min<usize>(x + CHUNK / 4, end);
    let a = zero, aa = zero;
    for (; x + VECTOR <= chunkEnd; x += VECTOR, dy += VECTOR) {
      let g = v128.load(dy);
      if (weight) {
        g = f32x4.mul(g, v128.load(weight));
        weight += VECTOR;
      }
      a = f32x4.add(a, g);
      aa = madd(g, madd(f32x4.sub(v128.load(x), mean), scale, shift), aa);
    }
    total += f64(sumOfLanes(a));
    totalXhat += f64(sumOfLanes(aa));
  }
  for (; x < end; x += 4, dy += 4) {
    let g = f32.load(dy);
    if (weight) {
      g *= f32.load(weight);
      weight += 4;
    }
    total += f64(g);
    totalXhat += f64(g) * f64((f32.load(x) - m - c) * rstd);
  }
  sumG = total;
  sumGXhat = totalXhat;
}

function output(
  dy: usize,
  x: usize,
  weight: usize,
  dx: usize,
  bytes: usize,
  m: f32,
  c: f32,
  rstd: f32,
  meanG: f32,
  meanGXhat: f32,
): void {
  const mean = f32x4.splat(m), scale = f32x4.splat(rstd);
  const shift = f32x4.splat(-c * rstd);
  const mean1 = f32x4.splat(meanG), mean2 = f32x4.splat(-meanGXhat);
  const end = x + bytes;
  for (; x + VECTOR <= end; x += VECTOR, dy += VECTOR, dx += VECTOR) {
    let g = v128.load(dy);
    if (weight) {
      g = f32x4.mul(g, v128.load(weight));
      weight += VECTOR;
    }
    const xhat = madd(f32x4.sub(v128.load(x), mean), scale, shift);
    const rest = madd(xhat, mean2, f32x4.sub(g, mean1));
    v128.store(dx, f32x4.mul(rest, scale));
  }
  for (; x < end; x += 4, dy += 4, dx += 4) {
    let g = f32.load(dy);
    if (weight) {
      g *= f32.load(weight);
      weight += 4;
    }
    const xhat = (f32.load(x) - m - c) * rstd;
    f32.store(dx, rstd * (g - meanG - xhat * meanGXhat));
  }
}

/** The same in f64: NaN and infinity give NaN in the whole row, and what overflows f32 on the way is exact. */
function exact(
  dy: usize,
  x: usize,
  weight: usize,
  dx: usize,
  bytes: usize,
  m: f32,
  c: f32,
  rstd: f32,
): void {
  const n = f64(bytes >> 2);
  let sum: f64 = 0, sumXhat: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    const g = exactG(dy + i, weight, i);
    sum += g;
    sumXhat += g * exactXhat(x + i, m, c, rstd);
  }
  const meanG = sum / n, meanGXhat = sumXhat / n;
  const scale = finite(meanG) && finite(meanGXhat) ? f64(rstd) : NaN;
  for (let i: usize = 0; i < bytes; i += 4) {
    const g = exactG(dy + i, weight, i);
    const xhat = exactXhat(x + i, m, c, rstd);
    f32.store(dx + i, f32(scale * (g - meanG - xhat * meanGXhat)));
  }
}

function exactG(dy: usize, weight: usize, i: usize): f64 {
  return f64(f32.load(dy)) * (weight ? f64(f32.load(weight + i)) : 1);
}

function exactXhat(x: usize, m: f32, c: f32, rstd: f32): f64 {
  return (f64(f32.load(x)) - f64(m) - f64(c)) * f64(rstd);
}
