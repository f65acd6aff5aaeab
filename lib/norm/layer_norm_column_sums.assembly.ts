// dweight = sum(dy * xhat) and dbias = sum(dy) over blocks of 64 rows, column by column: tiles of columns of each
// block, `first` to `end`.
//
// Overwrites dweight and dbias: [blocks, width] each, where they are there. Addresses of f32; 0 is left out.

import { madd, VECTOR } from "../device/lanes.inline";

const BLOCK: usize = 64;

/** Rows whose sums are added up, rather than rows: the rounding error grows 16 times more slowly. */
const CHUNK: usize = 16;

/** Bytes of a tile: the sums of a chunk stay in a near cache while its rows go by in the order of the memory. */
const TILE: usize = 16384;

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
  scratch: usize,
): void {
  const bytes = width << 2, tiles = (bytes + TILE - 1) / TILE;
  for (let part = first; part < end; part++) {
    const block = part / tiles, column = part % tiles * TILE;
    const length = min<usize>(TILE, bytes - column);
    const to = min<usize>((block + 1) * BLOCK, rows);
    const out = block * bytes + column;
    const weightChunk = dweight ? scratch : 0;
    const biasChunk = dbias ? scratch + TILE : 0;
    if (dweight) memory.fill(dweight + out, 0, length);
    if (dbias) memory.fill(dbias + out, 0, length);
    for (let chunk = block * BLOCK; chunk < to; chunk += CHUNK) {
      memory.fill(scratch, 0, length);
      memory.fill(scratch + TILE, 0, length);
      const chunkEnd = min<usize>(chunk + CHUNK, to);
      for (let row = chunk; row < chunkEnd; row++) {
        const at = row * bytes + column;
        addRow(
          dy + at,
          x + at,
          saved + (row << 2),
          rows << 2,
          weightChunk,
          biasChunk,
          length,
        );
      }
      if (dweight) add(weightChunk, dweight + out, length);
      if (dbias) add(biasChunk, dbias + out, length);
    }
    if (dweight) infinityToNaN(dweight + out, length);
    if (dbias) infinityToNaN(dbias + out, length);
  }
}

/** Adds a row to the sums. */
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
  const mean = f32x4.splat(m), scale = f32x4.splat(rstd);
  const shift = f32x4.splat(-c * rstd);
  let i: usize = 0;
  for (; i + VECTOR <= length; i += VECTOR) {
    const g = v128.load(dy + i);
    if (dweight) {
      const xhat = madd(f32x4.sub(v128.load(x + i), mean), scale, shift);
      v128.store(dweight + i, madd(g, xhat, v128.load(dweight + i)));
    }
    if (dbias) v128.store(dbias + i, f32x4.add(v128.load(dbias + i), g));
  }
  for (; i < length; i += 4) {
    const g = f32.load(dy + i);
    if (dweight) {
      const xhat = (f32.load(x + i) - m - c) * rstd;
      f32.store(dweight + i, f32.load(dweight + i) + g * xhat);
    }
    if (dbias) f32.store(dbias + i, f32.load(dbias + i) + g);
  }
}

function add(values: usize, sums: usize, length: usize): void {
  let i: usize = 0;
  for (; i + VECTOR <= length; i += VECTOR) {
    v128.store(
      sums + i,
      f32x4.add(v128.load(sums + i), v128.load(values + i)),
    );
  }
  for (; i < length; i += 4) {
    f32.store(sums + i, f32.load(sums + i) + f32.load(values + i));
  }
}

function infinityToNaN(sums: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 4) {
    const sum = f32.load(sums + i);
    if (sum - sum != 0) f32.store(sums + i, NaN);
  }
}
