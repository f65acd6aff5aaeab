// y[row, output] = sum over the inputs of x[row, input] * weight[output, input], + bias[output].
//
// Overwrites y.

override HAS_BIAS: bool;

struct Arguments {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

fn left(row: u32, input: u32) -> f32 {
  return x[min(row, args.rows - 1u) * args.inputs + input];
}

fn right(input: u32, output: u32) -> f32 {
  return weight[min(output, args.outputs - 1u) * args.inputs + input];
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_of(group, groups, local);
  let across = (args.outputs + 3u) / 4u;
  let row = tile / across * 4u;
  let output = tile % across * 4u;
  if (row >= args.rows) {
    return;
  }
  let values = product(row, output, 0u, args.inputs);
  for (var j = 0u; j < min(4u, args.outputs - output); j++) {
    for (var i = 0u; i < min(4u, args.rows - row); i++) {
      var value = values[j][i];
      if (HAS_BIAS) {
        value += bias[output + j];
      }
      y[(row + i) * args.outputs + output + j] = value;
    }
  }
}
