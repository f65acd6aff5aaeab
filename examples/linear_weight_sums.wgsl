// dweight[output, input] = sum over the rows of dy[row, output] * x[row, input], for each block of 64 rows.
//
// Overwrites dweight: [blocks, outputs, inputs]. The blocks are added to the gradient in order by
// accumulate_blocks.

struct Arguments {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> dweight: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

const BLOCK = 64u;

fn left(output: u32, row: u32) -> f32 {
  return dy[row * args.outputs + min(output, args.outputs - 1u)];
}

fn right(row: u32, input: u32) -> f32 {
  return x[row * args.inputs + min(input, args.inputs - 1u)];
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_of(group, groups, local);
  let across = (args.inputs + 3u) / 4u;
  let down = (args.outputs + 3u) / 4u;
  let block = tile / (across * down);
  let output = tile / across % down * 4u;
  let input = tile % across * 4u;
  if (block * BLOCK >= args.rows) {
    return;
  }
  let values = product(output, input, block * BLOCK, min((block + 1u) * BLOCK, args.rows));
  for (var j = 0u; j < min(4u, args.inputs - input); j++) {
    for (var i = 0u; i < min(4u, args.outputs - output); i++) {
      dweight[(block * args.outputs + output + i) * args.inputs + input + j] = values[j][i];
    }
  }
}
