// sums[block, column] = sum of values[row, column] over each block of 64 rows.
//
// Overwrites sums. The blocks are added to a gradient in order by accumulate_blocks.

override WORKGROUP: u32;

struct Arguments {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

const BLOCK = 64u;
const CHUNK = 16u;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let columns = (args.width + WORKGROUP - 1u) / WORKGROUP; // workgroups in a block of rows
  let index = group.x + group.y * groups.x;
  let block = index / columns;
  let column = index % columns * WORKGROUP + local;
  let end = min((block + 1u) * BLOCK, args.rows);
  if (column >= args.width || block * BLOCK >= args.rows) {
    return;
  }
  var sum = 0.0;
  for (var start = block * BLOCK; start < end; start += CHUNK) {
    var chunk = 0.0;
    for (var row = start; row < min(start + CHUNK, end); row++) {
      chunk += values[row * args.width + column];
    }
    sum += chunk;
  }
  sums[block * args.width + column] = sum;
}
