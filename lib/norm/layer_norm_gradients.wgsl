// dx = rstd * (g - mean(g) - xhat * mean(g * xhat)) with g = dy * weight, and over blocks of 64 rows
// dweight = sum(dy * xhat) and dbias = sum(dy): for rows of any width, in two dispatches.
//
// row_means overwrites means, [mean(g), mean(g * xhat)] by rows; then tiles overwrites dx and, where they are
// there, dweight and dbias, [blocks, width] each.

override ROWS: u32;  // rows of an invocation of row_means, which share a load of weight: 1, 2 or 4
override TILE: u32;  // loads of an invocation of tiles: 1 or 4 neighbours, of each of 64 rows
override HAS_WEIGHT: bool;
override HAS_DWEIGHT: bool;
override HAS_DBIAS: bool;

struct Arguments {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<Value>;
@group(0) @binding(1) var<storage, read> x: array<Value>;
@group(0) @binding(2) var<storage, read> weight: array<Value>;
@group(0) @binding(3) var<storage, read> saved: array<f32>;
@group(0) @binding(4) var<storage, read_write> means: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<Value>;
@group(0) @binding(6) var<storage, read_write> dweight: array<Value>;
@group(0) @binding(7) var<storage, read_write> dbias: array<Value>;
@group(1) @binding(0) var<uniform> args: Arguments;

const BLOCK = 64u;
const CHUNK = 16u;

struct Statistics {
  m: f32,
  c: f32,
  rstd: f32,
}

fn statistics(row: u32) -> Statistics {
  return Statistics(saved[row], saved[args.rows + row], saved[2u * args.rows + row]);
}

fn xhat_of(v: Value, row: Statistics) -> Value {
  return ((v - row.m) - row.c) * row.rstd;
}

struct Sums {
  g: Value,
  g_xhat: Value,
}

// What a chunk of a row adds to its sums.
fn added_chunk(sums: Sums, at: u32, scale: Chunk, row: Statistics) -> Sums {
  var g = Chunk(dy[at], dy[at + LANES], dy[at + 2u * LANES], dy[at + 3u * LANES]);
  if (HAS_WEIGHT) {
    g = product(g, scale);
  }
  let v = Chunk(x[at], x[at + LANES], x[at + 2u * LANES], x[at + 3u * LANES]);
  let xhat = Chunk(xhat_of(v.a, row), xhat_of(v.b, row), xhat_of(v.c, row), xhat_of(v.d, row));
  return Sums(sums.g + sum_of(g), sums.g_xhat + sum_of(product(g, xhat)));
}

fn added_one(sums: Sums, at: u32, scale: Value, row: Statistics) -> Sums {
  var g = dy[at];
  if (HAS_WEIGHT) {
    g *= scale;
  }
  return Sums(sums.g + g, sums.g_xhat + g * xhat_of(x[at], row));
}

fn write_means(row: u32, sums: Sums, present: bool, local: u32) {
  let both = sum_over_lanes(vec4f(total(sums.g), total(sums.g_xhat), 0.0, 0.0), local).xy / f32(args.width);
  if (present && local % LANES == 0u) {
    // Infinity in dy, too, arrives as NaN in the whole row.
    means[row] = finite_or_nan(both.x);
    means[args.rows + row] = finite_or_nan(both.y);
  }
}

@compute @workgroup_size(WORKGROUP)
fn row_means(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let loads = args.width / SIZE;
  let first = shared_of(group, groups, local) * ROWS;
  let present = first < args.rows; // without a row an invocation still meets the barriers
  let row = min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(args.rows - 1u));
  let start = row * loads;
  let r0 = statistics(row.x);
  let r1 = statistics(row.y);
  let r2 = statistics(row.z);
  let r3 = statistics(row.w);
  var s0 = Sums();
  var s1 = Sums();
  var s2 = Sums();
  var s3 = Sums();
  var j = local % LANES;
  for (; j + 3u * LANES < loads; j += 4u * LANES) {
    var scale = Chunk();
    if (HAS_WEIGHT) {
      scale = Chunk(weight[j], weight[j + LANES], weight[j + 2u * LANES], weight[j + 3u * LANES]);
    }
    s0 = added_chunk(s0, start.x + j, scale, r0);
    if (ROWS > 1u) {
      s1 = added_chunk(s1, start.y + j, scale, r1);
    }
    if (ROWS > 2u) {
      s2 = added_chunk(s2, start.z + j, scale, r2);
      s3 = added_chunk(s3, start.w + j, scale, r3);
    }
  }
  for (; j < loads; j += LANES) {
    var scale = Value();
    if (HAS_WEIGHT) {
      scale = weight[j];
    }
    s0 = added_one(s0, start.x + j, scale, r0);
    if (ROWS > 1u) {
      s1 = added_one(s1, start.y + j, scale, r1);
    }
    if (ROWS > 2u) {
      s2 = added_one(s2, start.z + j, scale, r2);
      s3 = added_one(s3, start.w + j, scale, r3);
    }
  }
  write_means(row.x, s0, present, local);
  if (ROWS > 1u) {
    write_means(row.y, s1, present, local);
  }
  if (ROWS > 2u) {
    write_means(row.z, s2, present, local);
    write_means(row.w, s3, present, local);
  }
}

struct Both {
  weight: Value,
  bias: Value,
}

// dx of one load, and what it adds to the column's sums.
fn write_dx(at: u32, scale: Value, row: Statistics, mean: vec2f, sums: Both) -> Both {
  let d = dy[at];
  var g = d;
  if (HAS_WEIGHT) {
    g *= scale;
  }
  let xhat = xhat_of(x[at], row);
  dx[at] = ((g - mean.x) - xhat * mean.y) * row.rstd;
  return Both(sums.weight + d * xhat, sums.bias + d);
}

fn plus_both(a: Both, b: Both) -> Both {
  return Both(a.weight + b.weight, a.bias + b.bias);
}

fn write_sums(at: u32, sums: Both) {
  if (HAS_DWEIGHT) {
    dweight[at] = finite_values(sums.weight);
  }
  if (HAS_DBIAS) {
    dbias[at] = finite_values(sums.bias);
  }
}

@compute @workgroup_size(WORKGROUP)
fn tiles(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let loads = args.width / SIZE;
  let tiles = loads / TILE; // in a row
  let index = (group.x + group.y * groups.x) * WORKGROUP + local;
  let block = index / tiles;
  let column = index % tiles * TILE;
  let end = min((block + 1u) * BLOCK, args.rows);
  if (block * BLOCK >= args.rows) {
    return;
  }
  var scale = Chunk();
  if (HAS_WEIGHT) {
    scale.a = weight[column];
    if (TILE > 1u) {
      scale.b = weight[column + 1u];
      scale.c = weight[column + 2u];
      scale.d = weight[column + 3u];
    }
  }
  var t0 = Both();
  var t1 = Both();
  var t2 = Both();
  var t3 = Both();
  for (var i = block * BLOCK; i < end; i += CHUNK) {
    var s0 = Both();
    var s1 = Both();
    var s2 = Both();
    var s3 = Both();
    let stop = min(i + CHUNK, end);
    for (var r = i; r < stop; r++) {
      let at = r * loads + column;
      let row = statistics(r);
      let mean = vec2f(means[r], means[args.rows + r]);
      s0 = write_dx(at, scale.a, row, mean, s0);
      if (TILE > 1u) {
        s1 = write_dx(at + 1u, scale.b, row, mean, s1);
        s2 = write_dx(at + 2u, scale.c, row, mean, s2);
        s3 = write_dx(at + 3u, scale.d, row, mean, s3);
      }
    }
    t0 = plus_both(t0, s0);
    if (TILE > 1u) {
      t1 = plus_both(t1, s1);
      t2 = plus_both(t2, s2);
      t3 = plus_both(t3, s3);
    }
  }
  let at = block * loads + column;
  write_sums(at, t0);
  if (TILE > 1u) {
    write_sums(at + 1u, t1);
    write_sums(at + 2u, t2);
    write_sums(at + 3u, t3);
  }
}
