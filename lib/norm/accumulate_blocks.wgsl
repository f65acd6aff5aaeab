// gradient += block first, += the next, ... before end: in order, so that a batch that is cut at a multiple of 64 rows
// gives the bits of the uncut one.

override WORKGROUP: u32;

struct Arguments {
  blocks: u32,
  width: u32,
  first: u32,
  end: u32,
}

@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let column = (group.x + group.y * groups.x) * WORKGROUP + local;
  if (column >= args.width) {
    return;
  }
  var total = gradient[column];
  for (var block = args.first; block < args.end; block++) {
    total += sums[block * args.width + column];
  }
  gradient[column] = total;
}
