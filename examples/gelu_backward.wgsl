// dx = dy * (s(z) + x * s(z) * (1 - s(z)) * dz/dx), value by value.
//
// Overwrites dx.

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = (group.x + group.y * groups.x) * WORKGROUP + local;
  if (i >= args.length) {
    return;
  }
  let t = within_reach(x[i]);
  let z = exponent(t);
  let e = exp(-abs(z)); // s * (1 - s) without the cancellation in 1 - s
  let slope = SCALE * (1.0 + 3.0 * CUBE * t * t);
  dx[i] = dy[i] * (logistic(z) + t * (e / ((1.0 + e) * (1.0 + e))) * slope);
  if (!is_finite(x[i])) {
    dx[i] = not_a_number();
  }
}
