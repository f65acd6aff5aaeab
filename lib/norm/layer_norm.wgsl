// y = (x - mean) / sqrt(variance + eps) * weight + bias, row by row, for rows of any width.
//
// Overwrites y and, where it is there, saved = [m, c, rstd] by rows. x is read twice: for the statistics,
// then for y, where ROWS rows share each load of weight and bias.

override ROWS: u32; // rows of an invocation: 1, 2 or 4
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

// Values whose mean is the first shift, in loads: 16 values.
const HEAD = 16u / SIZE;

// The sums of t = x - m and t * t over a lane's loads at begin, begin + LANES, ... before end.
fn sums(begin: u32, end: u32, m: f32) -> vec2f {
  var s = Value();
  var q = Value();
  var i = begin;
  for (; i + 3u * LANES < end; i += 4u * LANES) {
    let t = minus(Chunk(x[i], x[i + LANES], x[i + 2u * LANES], x[i + 3u * LANES]), m);
    s += sum_of(t);
    q += sum_of(product(t, t));
  }
  for (; i < end; i += LANES) {
    let t = x[i] - m;
    s += t;
    q += t * t;
  }
  return vec2f(total(s), total(q));
}

// Values of a lane in the first so many loads of a row.
fn values_of(lane: u32, loads: u32) -> f32 {
  return f32((loads + LANES - 1u - lane) / LANES * SIZE);
}

struct Statistics {
  m: f32,
  c: f32,
  rstd: f32,
}

fn statistics(start: u32, loads: u32, local: u32) -> Statistics {
  let lane = local % LANES;
  let begin = start + lane;
  let first = first_of(x[start]);
  var done = 0u;
  var end = min(HEAD * LANES, loads);
  // m = x[0] + sum(x - x[0]) / n over the first values: exactly x[0] for a constant row.
  var m = first + sums(begin, start + end, first).x / values_of(lane, end);
  var s = 0.0;
  var q = 0.0;
  while (done < loads) {
    let more = sums(begin + done, start + end, m);
    done = end;
    end = min(2u * end, loads);
    // The shift m becomes the mean so far whenever the number of values has doubled (Chan, Golub and LeVeque,
    // 1983): it is never far begin the mean, so that q loses no digits.
    let n = values_of(lane, done);
    s += more.x;
    let mean = opaque(m + s / n, args.width >> 31u); // by the rules of real numbers s would become 0
    let d = mean - m;
    q += more.y - d * (s + (s - n * d));
    s -= n * d;
    m = mean;
  }
  let n = f32(args.width);
  if (LANES > 1u) { // the lanes' sums about one shift
    let k = values_of(lane, loads);
    let mean = opaque(first + sum_over_lanes(vec4f((m - first) * k, 0.0, 0.0, 0.0), local).x / n, args.width >> 31u);
    let d = m - mean;
    let both = sum_over_lanes(vec4f(s + k * d, q + d * (s + (s + k * d)), 0.0, 0.0), local);
    s = both.x;
    q = both.y;
    m = mean;
  }
  let c = s / n;
  let variance = q / n - c * c;
  var rstd = 1.0 / sqrt(max(variance, 0.0) + args.eps);
  if (!is_finite(variance)) {
    rstd = not_a_number(); // NaN or infinity in the row, or squares that overflow: so is all of y
  }
  return Statistics(m, c, rstd);
}

fn normalised(value: Value, by_row: Statistics, scale: Value, shift: Value) -> Value {
  var result = ((value - by_row.m) - by_row.c) * by_row.rstd;
  if (HAS_WEIGHT) {
    result *= scale;
  }
  if (HAS_BIAS) {
    result += shift;
  }
  return result;
}

fn write_chunk(at: u32, by_row: Statistics, scale: Chunk, shift: Chunk) {
  let v = Chunk(x[at], x[at + LANES], x[at + 2u * LANES], x[at + 3u * LANES]);
  y[at] = normalised(v.a, by_row, scale.a, shift.a);
  y[at + LANES] = normalised(v.b, by_row, scale.b, shift.b);
  y[at + 2u * LANES] = normalised(v.c, by_row, scale.c, shift.c);
  y[at + 3u * LANES] = normalised(v.d, by_row, scale.d, shift.d);
}

fn write_one(at: u32, by_row: Statistics, scale: Value, shift: Value) {
  y[at] = normalised(x[at], by_row, scale, shift);
}

fn save(row: u32, by_row: Statistics) {
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
  let start = row * loads;
  let s0 = statistics(start.x, loads, local);
  var s1 = s0;
  var s2 = s0;
  var s3 = s0;
  if (ROWS > 1u) {
    s1 = statistics(start.y, loads, local);
  }
  if (ROWS > 2u) {
    s2 = statistics(start.z, loads, local);
    s3 = statistics(start.w, loads, local);
  }

  let end = select(0u, loads, present);
  var j = local % LANES;
  for (; j + 3u * LANES < end; j += 4u * LANES) {
    var scale = Chunk();
    if (HAS_WEIGHT) {
      scale = Chunk(weight[j], weight[j + LANES], weight[j + 2u * LANES], weight[j + 3u * LANES]);
    }
    var shift = Chunk();
    if (HAS_BIAS) {
      shift = Chunk(bias[j], bias[j + LANES], bias[j + 2u * LANES], bias[j + 3u * LANES]);
    }
    write_chunk(start.x + j, s0, scale, shift);
    if (ROWS > 1u) {
      write_chunk(start.y + j, s1, scale, shift);
    }
    if (ROWS > 2u) {
      write_chunk(start.z + j, s2, scale, shift);
      write_chunk(start.w + j, s3, scale, shift);
    }
  }
  for (; j < end; j += LANES) {
    var scale = Value();
    if (HAS_WEIGHT) {
      scale = weight[j];
    }
    var shift = Value();
    if (HAS_BIAS) {
      shift = bias[j];
    }
    write_one(start.x + j, s0, scale, shift);
    if (ROWS > 1u) {
      write_one(start.y + j, s1, scale, shift);
    }
    if (ROWS > 2u) {
      write_one(start.z + j, s2, scale, shift);
      write_one(start.w + j, s3, scale, shift);
    }
  }
  if (HAS_SAVED && present && local % LANES == 0u) {
    save(row.x, s0);
    if (ROWS > 1u) {
      save(row.y, s1);
    }
    if (ROWS > 2u) {
      save(row.z, s2);
      save(row.w, s3);
    }
  }
}
