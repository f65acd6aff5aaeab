// dx[row, input] = sum over the outputs of dy[row, output] * weight[output, input].
//
// Overwrites dx.

struct Arguments {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

fn left(row: u32, output: u32) -> f32 {
  return dy[min(row, args.rows - 1u) * args.outputs + output];
}

fn right(output: u32, input: u32) -> f32 {
  return weight[output * args.inputs + min(input, args.inputs - 1u)];
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_of(group, groups, local);
  let across = (args.inputs + 3u) / 4u;
  let row = tile / across * 4u;
  let input = tile % across * 4u;
  if (row >= args.rows) {
    return;
  }
  let values = product(row, input, 0u, args.outputs);
  for (var j = 0u; j < min(4u, args.inputs - input); j++) {
    for (var i = 0u; i < min(4u, args.rows - row); i++) {
      dx[(row + i) * args.inputs + input + j] = values[j][i];
    }
  }
}
