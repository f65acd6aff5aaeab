// y = x * s(z) with s(z) = 1 / (1 + exp(-z)), value by value.
//
// Overwrites y.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
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
  y[i] = x[i] * logistic(exponent(x[i]));
  if (!is_finite(x[i])) {
    y[i] = not_a_number();
  }
}
