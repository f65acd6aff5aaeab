// dweight = sum(dy * xhat) and dbias = sum(dy) over blocks of 64 rows, column by column: tiles of 1,024 columns
// of each block, `first` to `end`.
//
// Overwrites dweight and dbias: [blocks, width] each, where they are there. Addresses of f32; 0 is left out.

import { madd, VECTOR } from "../device/lanes.inline";

const BLOCK: usize = 64;

/** Bytes of a tile: its sums stay in the nearest cache while the rows go by. */
const TILE: usize = 4096;

export function layer_norm_column_sums(
  dy: usize,
  x: usize,
  saved: usize,
  dweight: usize,
  dbias: usize,
  rows: usize,
  width: usize,
  first: usize,
  end: usize,
): void {
  const bytes = width << 2, tiles = (bytes + TILE - 1) / TILE;
  for (let part = first; part < end; part++) {
    const block = part / tiles, column = part % tiles * TILE;
    const length = min<usize>(TILE, bytes - column);
    const to = min<usize>((block + 1) * BLOCK, rows);
    const out = block * bytes + column;
    const weightSums = dweight ? dweight + out : 0;
    const biasSums = dbias ? dbias + out : 0;
    if (weightSums) memory.fill(weightSums, 0, length);
    if (biasSums) memory.fill(biasSums, 0, length);
    let row = block * BLOCK;
    // Two rows at a time: half the loads and stores of the sums, and half the roundings.
    for (; row + 1 < to; row += 2) {
      const at = row * bytes + column;
      addRows(
        dy + at,
        x + at,
        bytes,
        saved + (row << 2),
        rows << 2,
        weightSums,
        biasSums,
        length,
      );
    }
    if (row < to) {
      const at = row * bytes + column;
      addRow(
        dy + at,
        x + at,
        saved + (row << 2),
        rows << 2,
        weightSums,
        biasSums,
        length,
      );
    }
    if (weightSums) infinityToNaN(weightSums, length);
    if (biasSums) infinityToNaN(biasSums, length);
  }
}

/** Adds two rows, `bytes` apart. */
function addRows(
  dy: usize,
  x: usize,
  bytes: usize,
  saved: usize,
  column: usize,
  dweight: usize,
  dbias: usize,
  length: usize,
): void {
  const m0 = f32.load(saved), m1 = f32.load(saved, 4);
  const c0 = f32.load(saved + column), c1 = f32.load(saved + column, 4);
  const rstd0 = f32.load(saved + 2 * column);
  const rstd1 = f32.load(saved + 2 * column, 4);
  const mean0 = f32x4.splat(m0), mean1 = f32x4.splat(m1);
  const scale0 = f32x4.splat(rstd0), scale1 = f32x4.splat(rstd1);
  const shift0 = f32x4.splat(-c0 * rstd0), shift1 = f32x4.splat(-c1 * rstd1);
  let i: usize = 0;
  for (; i + VECTOR <= length; i += VECTOR) {
    const g0 = v128.load(dy + i), g1 = v128.load(dy + bytes + i);
    if (dweight) {
      const xhat0 = madd(f32x4.sub(v128.load(x + i), mean0), scale0, shift0);
      const xhat1 = madd(
        f32x4.sub(v128.load(x + bytes + i), mean1),
        scale1,
        shift1,
      );
      const both = madd(g1, xhat1, f32x4.mul(g0, xhat0));
      v128.store(dweight + i, f32x4.add(v128.load(dweight + i), both));
    }
    if (dbias) {
      const both = f32x4.add(g0, g1);
      v128.store(dbias + i, f32x4.add(v128.load(dbias + i), both));
    }
  }
  for (; i < length; i += 4) {
    const g0 = f32.load(dy + i), g1 = f32.load(dy + bytes + i);
    if (dweight) {
      const xhat0 = (f32.load(x + i) - m0 - c0) * rstd0;
      const xhat1 = (f32.load(x + bytes + i) - m1 - c1) * rstd1;
      f32.store(dweight + i, f32.load(dweight + i) + (g0 * xhat0 + g1 * xhat1));
    }
    if (dbias) f32.store(dbias + i, f32.load(dbias + i) + (g0 + g1));
  }
}

/** Adds the last row of an odd number. */
function addRow(
  dy: usize,
  x: usize,
  saved: usize,
  column: usize,
  dweight: usize,
  dbias: usize,
  length: usize,
): void {
  const m = f32.load(saved), c = f32.load(saved + column);
  const rstd = f32.load(saved + 2 * column);
  for (let i: usize = 0; i < length; i += 4) {
    const g = f32.load(dy + i);
    if (dweight) {
      const xhat = (f32.load(x + i) - m - c) * rstd;
      f32.store(dweight + i, f32.load(dweight + i) + g * xhat);
    }
    if (dbias) f32.store(dbias + i, f32.load(dbias + i) + g);
  }
}

function infinityToNaN(sums: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 4) {
    const sum = f32.load(sums + i);
    if (sum - sum != 0) f32.store(sums + i, NaN);
  }
}
