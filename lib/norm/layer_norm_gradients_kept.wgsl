// dx = rstd * (g - mean(g) - xhat * mean(g * xhat)) with g = dy * weight, and over blocks of 64 rows
// dweight = sum(dy * xhat) and dbias = sum(dy): for rows that fit into registers, a lane keeps KEPT chunks.
//
// Overwrites dx and, where they are there, dweight and dbias, [blocks, width] each. x and dy are read once: the lanes of a block go through its rows one by one and keep
// the sums of their columns.

override KEPT: u32; // chunks of a lane: 1 to 4; a row is KEPT * LANES of them
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

// A chunk of a row: what the second half of the work needs of it.
struct Part {
  d: Chunk,
  g: Chunk,
  xhat: Chunk,
}

fn load(at: u32, scale: Chunk, row: Statistics) -> Part {
  let d = Chunk(dy[at], dy[at + LANES], dy[at + 2u * LANES], dy[at + 3u * LANES]);
  let v = Chunk(x[at], x[at + LANES], x[at + 2u * LANES], x[at + 3u * LANES]);
  var g = d;
  if (HAS_WEIGHT) {
    g = product(d, scale);
  }
  return Part(d, g, times(minus(minus(v, row.m), row.c), row.rstd));
}

fn load_weight(j: u32) -> Chunk {
  if (HAS_WEIGHT) {
    return Chunk(weight[j], weight[j + LANES], weight[j + 2u * LANES], weight[j + 3u * LANES]);
  }
  return Chunk();
}

struct Both {
  weight: Chunk,
  bias: Chunk,
}

fn plus_both(a: Both, b: Both) -> Both {
  return Both(plus(a.weight, b.weight), plus(a.bias, b.bias));
}

// dx of a chunk, and what it adds to the columns' sums.
fn write_dx(at: u32, part: Part, mean: vec2f, rstd: f32, sums: Both) -> Both {
  let v = times(plus(minus(part.g, mean.x), times(part.xhat, -mean.y)), rstd);
  dx[at] = v.a;
  dx[at + LANES] = v.b;
  dx[at + 2u * LANES] = v.c;
  dx[at + 3u * LANES] = v.d;
  return Both(plus(sums.weight, product(part.d, part.xhat)), plus(sums.bias, part.d));
}

fn write_sums(at: u32, sums: Both) {
  if (HAS_DWEIGHT) {
    dweight[at] = finite_values(sums.weight.a);
    dweight[at + LANES] = finite_values(sums.weight.b);
    dweight[at + 2u * LANES] = finite_values(sums.weight.c);
    dweight[at + 3u * LANES] = finite_values(sums.weight.d);
  }
  if (HAS_DBIAS) {
    dbias[at] = finite_values(sums.bias.a);
    dbias[at + LANES] = finite_values(sums.bias.b);
    dbias[at + 2u * LANES] = finite_values(sums.bias.c);
    dbias[at + 3u * LANES] = finite_values(sums.bias.d);
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let n = f32(args.width);
  let loads = args.width / SIZE;
  let lane = local % LANES;
  let block = shared_of(group, groups, local);
  if (LANES == 1u && block * BLOCK >= args.rows) {
    return;
  }
  let w0 = load_weight(lane);
  var w1 = Chunk();
  var w2 = Chunk();
  var w3 = Chunk();
  if (KEPT > 1u) {
    w1 = load_weight(lane + 4u * LANES);
  }
  if (KEPT > 2u) {
    w2 = load_weight(lane + 8u * LANES);
  }
  if (KEPT > 3u) {
    w3 = load_weight(lane + 12u * LANES);
  }
  var t0 = Both();
  var t1 = Both();
  var t2 = Both();
  var t3 = Both();
  // Lanes meet at the barriers in every row of a block, whether it is there or not.
  var end = (block + 1u) * BLOCK;
  if (LANES == 1u) {
    end = min(end, args.rows);
  }
  for (var i = block * BLOCK; i < end; i += CHUNK) {
    var s0 = Both();
    var s1 = Both();
    var s2 = Both();
    var s3 = Both();
    let stop = min(i + CHUNK, end);
    for (var r = i; r < stop; r++) {
      let safe = min(r, args.rows - 1u);
      let at = safe * loads + lane;
      let row = Statistics(saved[safe], saved[args.rows + safe], saved[2u * args.rows + safe]);
      let p0 = load(at, w0, row);
      var p1 = Part();
      var p2 = Part();
      var p3 = Part();
      var g = sum_of(p0.g);
      var g_xhat = sum_of(product(p0.g, p0.xhat));
      if (KEPT > 1u) {
        p1 = load(at + 4u * LANES, w1, row);
        g += sum_of(p1.g);
        g_xhat += sum_of(product(p1.g, p1.xhat));
      }
      if (KEPT > 2u) {
        p2 = load(at + 8u * LANES, w2, row);
        g += sum_of(p2.g);
        g_xhat += sum_of(product(p2.g, p2.xhat));
      }
      if (KEPT > 3u) {
        p3 = load(at + 12u * LANES, w3, row);
        g += sum_of(p3.g);
        g_xhat += sum_of(product(p3.g, p3.xhat));
      }
      let sums = sum_over_lanes(vec4f(total(g), total(g_xhat), 0.0, 0.0), local).xy / n;
      // Infinity in dy, too, arrives as NaN in the whole row.
      let mean = vec2f(finite_or_nan(sums.x), finite_or_nan(sums.y));
      if (r < args.rows) {
        s0 = write_dx(at, p0, mean, row.rstd, s0);
        if (KEPT > 1u) {
          s1 = write_dx(at + 4u * LANES, p1, mean, row.rstd, s1);
        }
        if (KEPT > 2u) {
          s2 = write_dx(at + 8u * LANES, p2, mean, row.rstd, s2);
        }
        if (KEPT > 3u) {
          s3 = write_dx(at + 12u * LANES, p3, mean, row.rstd, s3);
        }
      }
    }
    t0 = plus_both(t0, s0);
    if (KEPT > 1u) {
      t1 = plus_both(t1, s1);
    }
    if (KEPT > 2u) {
      t2 = plus_both(t2, s2);
    }
    if (KEPT > 3u) {
      t3 = plus_both(t3, s3);
    }
  }
  if (block * BLOCK >= args.rows) {
    return;
  }
  let at = block * loads + lane;
  write_sums(at, t0);
  if (KEPT > 1u) {
    write_sums(at + 4u * LANES, t1);
  }
  if (KEPT > 2u) {
    write_sums(at + 8u * LANES, t2);
  }
  if (KEPT > 3u) {
    write_sums(at + 12u * LANES, t3);
  }
}
