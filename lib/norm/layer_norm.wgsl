// y = (x - mean) / sqrt(variance + eps) * weight + bias, row by row.
//
// Overwrites y and, where it is there, saved = [m, c, rstd] by rows. Three reads of x: a first mean m,
// then what repairs it (the corrected two-pass algorithm of Chan, Golub and LeVeque, 1983), then y.

override HAS_WEIGHT: bool;
override HAS_BIAS: bool;
override HAS_SAVED: bool;

struct Arguments {
  rows: u32,
  width: u32,
  eps: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> saved: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

// Sums over 16 values are added up, not the values: the rounding error grows 16 times more slowly.
const CHUNK = 16u;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = shared_of(group, groups, local);
  let present = row < args.rows;
  let lane = local % LANES;
  let width = select(0u, args.width, present); // lanes without a row still meet the barriers
  let start = min(row, args.rows - 1u) * args.width;
  let n = f32(args.width);

  // m = x[0] + sum(x - x[0]) / n: exactly x[0] for a constant row.
  let first = x[start];
  var sums = vec2f();
  for (var i = lane; i < width; i += CHUNK * LANES) {
    var chunk = 0.0;
    for (var j = i; j < min(i + CHUNK * LANES, width); j += LANES) {
      chunk += x[start + j] - first;
    }
    sums.x += chunk;
  }
  let m = first + sum_over_lanes(vec4f(sums, 0.0, 0.0), local).x / n;

  // t = x - m; c = sum(t) / n; variance = sum(t * t) / n - c * c.
  sums = vec2f();
  for (var i = lane; i < width; i += CHUNK * LANES) {
    var chunk = vec2f();
    for (var j = i; j < min(i + CHUNK * LANES, width); j += LANES) {
      let t = x[start + j] - m;
      chunk += vec2f(t, t * t);
    }
    sums += chunk;
  }
  sums = sum_over_lanes(vec4f(sums, 0.0, 0.0), local).xy / n;
  let c = sums.x;
  let variance = sums.y - c * c;
  var rstd = 1.0 / sqrt(max(variance, 0.0) + args.eps);
  if (!is_finite(variance)) {
    rstd = not_a_number(); // NaN or infinity in the row, or squares that overflow: so is all of y
  }

  for (var j = lane; j < width; j += LANES) {
    var value = ((x[start + j] - m) - c) * rstd;
    if (HAS_WEIGHT) {
      value *= weight[j];
    }
    if (HAS_BIAS) {
      value += bias[j];
    }
    y[start + j] = value;
  }
  if (HAS_SAVED && present && lane == 0u) {
    saved[row] = m;
    saved[args.rows + row] = c;
    saved[2u * args.rows + row] = rstd;
  }
}
