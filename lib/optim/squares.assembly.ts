// The sum of squares of each segment, in three parts that cannot overflow or vanish (J. L. Blue, "A portable
// Fortran program to find the Euclidean norm of a vector", 1978), and the number of values that are not finite:
// segments `start` + `first` to `start` + `end`.
//
// Overwrites the rows of the segments in stats: big / 2^140, middle, small * 2^140, not finite; zeros where
// the parameter is frozen. Addresses of f32; lost is 0 where it is left out.

import {
  finite,
  madd,
  sumOf,
  sumOfLanes,
  VECTORS,
} from "../device/lanes.inline";

const LARGE: f64 = 1125899906842624; // 2^50
const SCALE: f64 = LARGE * 1048576; // 2^70

/** What is not in the middle. */
let big: f64 = 0;
let small: f64 = 0;
let notFinite: f64 = 0;

export function squares(
  table: usize,
  values: usize,
  lost: usize,
  stats: usize,
  _segments: usize,
  start: usize,
  _end: usize,
  _length: usize,
  first: usize,
  end: usize,
): void {
  for (let s = start + first; s < start + end; s++) {
    const row = table + (s << 4), out = stats + ((s + 2) << 4);
    const at = usize(f32.load(row)) << 8, bytes = usize(f32.load(row, 4)) << 2;
    big = 0;
    small = 0;
    notFinite = 0;
    const frozen = f32.load(row, 8) < 0;
    const middle = frozen ? 0 : sum(values + at, lost ? lost + at : 0, bytes);
    f32.store(out, f32(big));
    f32.store(out, f32(middle), 4);
    f32.store(out, f32(small), 8);
    f32.store(out, f32(notFinite), 12);
  }
}

/** The squares in the middle; the others are added to the globals. A segment has 2,048 values at most. */
function sum(values: usize, lost: usize, bytes: usize): f64 {
  const zero = f32x4.splat(0);
  let a = zero, b = zero, c = zero, d = zero, i: usize = 0, total: f64 = 0;
  for (; i + VECTORS <= bytes; i += VECTORS) {
    const at = values + i, rest = lost ? lost + i : 0;
    const v0 = load(at, rest), v1 = load(at + 16, rest ? rest + 16 : 0);
    const v2 = load(at + 32, rest ? rest + 32 : 0);
    const v3 = load(at + 48, rest ? rest + 48 : 0);
    const inside = v128.and(
      v128.and(inMiddle(v0), inMiddle(v1)),
      v128.and(inMiddle(v2), inMiddle(v3)),
    );
    if (i32x4.all_true(inside)) {
      a = madd(v0, v0, a);
      b = madd(v1, v1, b);
      c = madd(v2, v2, c);
      d = madd(v3, v3, d);
    } else {
      for (let k: usize = 0; k < VECTORS; k += 4) {
        total += one(at + k, rest ? rest + k : 0);
      }
    }
  }
  for (; i < bytes; i += 4) total += one(values + i, lost ? lost + i : 0);
  return total + f64(sumOfLanes(sumOf(a, b, c, d)));
}

function load(values: usize, lost: usize): v128 {
  const v = v128.load(values);
  return lost ? f32x4.add(v, v128.load(lost)) : v;
}

/** Whether each is 0 or its square a number that neither overflows nor vanishes in a sum. */
function inMiddle(v: v128): v128 {
  const least = f32x4.splat(f32(1 / LARGE)), most = f32x4.splat(f32(LARGE));
  const magnitude = f32x4.abs(v);
  return v128.or(
    v128.and(f32x4.ge(magnitude, least), f32x4.le(magnitude, most)),
    f32x4.eq(v, f32x4.splat(0)),
  );
}

/** The square of one value in the middle, 0 of others, which it adds where they belong. */
function one(value: usize, lost: usize): f64 {
  let v = f64(f32.load(value));
  if (lost) v += f64(f32.load(lost));
  const magnitude = abs<f64>(v);
  if (magnitude >= 1 / LARGE && magnitude <= LARGE) return v * v;
  if (!finite(v)) notFinite += 1;
  else if (magnitude > LARGE) big += (v / SCALE) * (v / SCALE);
  else small += (v * SCALE) * (v * SCALE);
  return 0;
}
