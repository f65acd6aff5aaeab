// dweight = sum(dy * xhat) and dbias = sum(dy) over blocks of 64 rows, column by column.
//
// Overwrites dweight and dbias: [blocks, width] each, where they are there. The blocks are added to the
// gradients in order by accumulate_blocks.

override WORKGROUP: u32;
override HAS_DWEIGHT: bool;
override HAS_DBIAS: bool;

struct Arguments {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> saved: array<f32>;
@group(0) @binding(3) var<storage, read_write> dweight: array<f32>;
@group(0) @binding(4) var<storage, read_write> dbias: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

const BLOCK = 64u;
const CHUNK = 16u;

fn finite_or_nan(value: f32) -> f32 {
  if (is_finite(value)) {
    return value;
  }
  return not_a_number();
}

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
  var sums = vec2f();
  for (var i = block * BLOCK; i < end; i += CHUNK) {
    var chunk = vec2f();
    for (var row = i; row < min(i + CHUNK, end); row++) {
      let at = row * args.width + column;
      let g = dy[at];
      if (HAS_DWEIGHT) {
        let xhat = ((x[at] - saved[row]) - saved[args.rows + row]) * saved[2u * args.rows + row];
        chunk.x += g * xhat;
      }
      chunk.y += g;
    }
    sums += chunk;
  }
  let at = block * args.width + column;
  if (HAS_DWEIGHT) {
    dweight[at] = finite_or_nan(sums.x);
  }
  if (HAS_DBIAS) {
    dbias[at] = finite_or_nan(sums.y);
  }
}
