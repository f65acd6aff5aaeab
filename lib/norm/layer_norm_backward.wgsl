// dx = rstd * (g - mean(g) - xhat * mean(g * xhat)) with g = dy * weight, row by row.
//
// Overwrites dx. Reads what the forward pass saved: [m, c, rstd] by rows.

override HAS_WEIGHT: bool;

struct Arguments {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> saved: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

const CHUNK = 16u;

fn scaled(at: u32, column: u32) -> f32 {
  if (HAS_WEIGHT) {
    return dy[at] * weight[column];
  }
  return dy[at];
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = shared_of(group, groups, local);
  let lane = local % LANES;
  let width = select(0u, args.width, row < args.rows);
  let safe_row = min(row, args.rows - 1u);
  let start = safe_row * args.width;
  let m = saved[safe_row];
  let c = saved[args.rows + safe_row];
  let rstd = saved[2u * args.rows + safe_row];

  // The means of g and of g * xhat.
  var sums = vec2f();
  for (var i = lane; i < width; i += CHUNK * LANES) {
    var chunk = vec2f();
    for (var j = i; j < min(i + CHUNK * LANES, width); j += LANES) {
      let g = scaled(start + j, j);
      let xhat = ((x[start + j] - m) - c) * rstd;
      chunk += vec2f(g, g * xhat);
    }
    sums += chunk;
  }
  let means = sum_over_lanes(vec4f(sums, 0.0, 0.0), local).xy / f32(args.width);

  // Infinity in dy, too, arrives as NaN in the whole row.
  var scale = rstd;
  if (!is_finite(means.x) || !is_finite(means.y)) {
    scale = not_a_number();
  }
  for (var j = lane; j < width; j += LANES) {
    let g = scaled(start + j, j);
    let xhat = ((x[start + j] - m) - c) * rstd;
    dx[start + j] = scale * (g - means.x - xhat * means.y);
  }
}
