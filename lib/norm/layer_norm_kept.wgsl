// y = (x - mean) / sqrt(variance + eps) * weight + bias, row by row, for rows that fit into registers: a lane
// keeps KEPT chunks of 16 values.
//
// Overwrites y and, where it is there, saved = [m, c, rstd] by rows. x is read once, and ROWS rows share each
// load of weight and bias.

override ROWS: u32; // rows of an invocation: 1, 2 or 4
override KEPT: u32; // chunks of a lane: 1 to 4; a row is KEPT * LANES of them
override HAS_WEIGHT: bool;
override HAS_BIAS: bool;
override HAS_SAVED: bool;

struct Arguments {
  rows: u32,
  width: u32,
  eps: f32,
}

@group(0) @binding(0) var<storage, read> x: array<Value>;
@group(0) @binding(1) var<storage, read> weight: array<Value>;
@group(0) @binding(2) var<storage, read> bias: array<Value>;
@group(0) @binding(3) var<storage, read_write> y: array<Value>;
@group(0) @binding(4) var<storage, read_write> saved: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

fn load(at: u32) -> Chunk {
  return Chunk(x[at], x[at + LANES], x[at + 2u * LANES], x[at + 3u * LANES]);
}

// A lane's part of a row, less m.
struct Row {
  chunk0: Chunk,
  chunk1: Chunk,
  chunk2: Chunk,
  chunk3: Chunk,
  m: f32,
  c: f32,
  rstd: f32,
}

fn row_at(start: u32, local: u32) -> Row {
  let n = f32(args.width);
  let begin = start + local % LANES;
  var row = Row();
  row.chunk0 = load(begin);
  if (KEPT > 1u) {
    row.chunk1 = load(begin + 4u * LANES);
  }
  if (KEPT > 2u) {
    row.chunk2 = load(begin + 8u * LANES);
  }
  if (KEPT > 3u) {
    row.chunk3 = load(begin + 12u * LANES);
  }
  // m = x[0] + sum(x - x[0]) / n: exactly x[0] for a constant row.
  let first = select(first_of(x[start]), first_of(row.chunk0.a), LANES == 1u);
  var s = sum_of(minus(row.chunk0, first));
  if (KEPT > 1u) {
    s += sum_of(minus(row.chunk1, first));
  }
  if (KEPT > 2u) {
    s += sum_of(minus(row.chunk2, first));
  }
  if (KEPT > 3u) {
    s += sum_of(minus(row.chunk3, first));
  }
  let m = first + sum_over_lanes(vec4f(total(s), 0.0, 0.0, 0.0), local).x / n;

  // t = x - m; c = sum(t) / n; variance = sum(t * t) / n - c * c.
  row.chunk0 = minus(row.chunk0, m);
  s = sum_of(row.chunk0);
  var q = sum_of(product(row.chunk0, row.chunk0));
  if (KEPT > 1u) {
    row.chunk1 = minus(row.chunk1, m);
    s += sum_of(row.chunk1);
    q += sum_of(product(row.chunk1, row.chunk1));
  }
  if (KEPT > 2u) {
    row.chunk2 = minus(row.chunk2, m);
    s += sum_of(row.chunk2);
    q += sum_of(product(row.chunk2, row.chunk2));
  }
  if (KEPT > 3u) {
    row.chunk3 = minus(row.chunk3, m);
    s += sum_of(row.chunk3);
    q += sum_of(product(row.chunk3, row.chunk3));
  }
  let sums = sum_over_lanes(vec4f(total(s), total(q), 0.0, 0.0), local) / n;
  row.m = m;
  row.c = sums.x;
  let variance = sums.y - row.c * row.c;
  row.rstd = 1.0 / sqrt(max(variance, 0.0) + args.eps);
  if (!is_finite(variance)) {
    row.rstd = not_a_number(); // NaN or infinity in the row, or squares that overflow: so is all of y
  }
  return row;
}

struct Affine {
  scale: Chunk,
  shift: Chunk,
}

fn affine(j: u32) -> Affine {
  var result = Affine();
  if (HAS_WEIGHT) {
    result.scale = Chunk(weight[j], weight[j + LANES], weight[j + 2u * LANES], weight[j + 3u * LANES]);
  }
  if (HAS_BIAS) {
    result.shift = Chunk(bias[j], bias[j + LANES], bias[j + 2u * LANES], bias[j + 3u * LANES]);
  }
  return result;
}

fn write_chunk(at: u32, centred: Chunk, c: f32, rstd: f32, by: Affine) {
  var v = times(minus(centred, c), rstd);
  if (HAS_WEIGHT) {
    v = product(v, by.scale);
  }
  if (HAS_BIAS) {
    v = plus(v, by.shift);
  }
  y[at] = v.a;
  y[at + LANES] = v.b;
  y[at + 2u * LANES] = v.c;
  y[at + 3u * LANES] = v.d;
}

fn save(row: u32, by_row: Row) {
  saved[row] = by_row.m;
  saved[args.rows + row] = by_row.c;
  saved[2u * args.rows + row] = by_row.rstd;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let loads = args.width / SIZE;
  let first = shared_of(group, groups, local) * ROWS;
  let present = first < args.rows; // without a row an invocation still meets the barriers
  let row = min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(args.rows - 1u));
  let r0 = row_at(row.x * loads, local);
  var r1 = Row();
  var r2 = Row();
  var r3 = Row();
  if (ROWS > 1u) {
    r1 = row_at(row.y * loads, local);
  }
  if (ROWS > 2u) {
    r2 = row_at(row.z * loads, local);
    r3 = row_at(row.w * loads, local);
  }
  if (!present) {
    return;
  }

  let lane = local % LANES;
  let at = row * loads + lane;
  let by0 = affine(lane);
  write_chunk(at.x, r0.chunk0, r0.c, r0.rstd, by0);
  if (ROWS > 1u) {
    write_chunk(at.y, r1.chunk0, r1.c, r1.rstd, by0);
  }
  if (ROWS > 2u) {
    write_chunk(at.z, r2.chunk0, r2.c, r2.rstd, by0);
    write_chunk(at.w, r3.chunk0, r3.c, r3.rstd, by0);
  }
  if (KEPT > 1u) {
    let by1 = affine(lane + 4u * LANES);
    write_chunk(at.x + 4u * LANES, r0.chunk1, r0.c, r0.rstd, by1);
    if (ROWS > 1u) {
      write_chunk(at.y + 4u * LANES, r1.chunk1, r1.c, r1.rstd, by1);
    }
    if (ROWS > 2u) {
      write_chunk(at.z + 4u * LANES, r2.chunk1, r2.c, r2.rstd, by1);
      write_chunk(at.w + 4u * LANES, r3.chunk1, r3.c, r3.rstd, by1);
    }
  }
  if (KEPT > 2u) {
    let by2 = affine(lane + 8u * LANES);
    write_chunk(at.x + 8u * LANES, r0.chunk2, r0.c, r0.rstd, by2);
    if (ROWS > 1u) {
      write_chunk(at.y + 8u * LANES, r1.chunk2, r1.c, r1.rstd, by2);
    }
    if (ROWS > 2u) {
      write_chunk(at.z + 8u * LANES, r2.chunk2, r2.c, r2.rstd, by2);
      write_chunk(at.w + 8u * LANES, r3.chunk2, r3.c, r3.rstd, by2);
    }
  }
  if (KEPT > 3u) {
    let by3 = affine(lane + 12u * LANES);
    write_chunk(at.x + 12u * LANES, r0.chunk3, r0.c, r0.rstd, by3);
    if (ROWS > 1u) {
      write_chunk(at.y + 12u * LANES, r1.chunk3, r1.c, r1.rstd, by3);
    }
    if (ROWS > 2u) {
      write_chunk(at.z + 12u * LANES, r2.chunk3, r2.c, r2.rstd, by3);
      write_chunk(at.w + 12u * LANES, r3.chunk3, r3.c, r3.rstd, by3);
    }
  }
  if (HAS_SAVED && lane == 0u) {
    save(row.x, r0);
    if (ROWS > 1u) {
      save(row.y, r1);
    }
    if (ROWS > 2u) {
      save(row.z, r2);
      save(row.w, r3);
    }
  }
}
