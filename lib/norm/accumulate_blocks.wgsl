// gradient += block first, += the next, ... before end: in order, so that a batch that is cut at a multiple of 64 rows
// gives the bits of the uncut one. With `lost`, what an addition rounds away is kept there.

override WORKGROUP: u32;
override HAS_LOST: bool;

struct Arguments {
  blocks: u32,
  width: u32,
  first: u32,
  end: u32,
}

@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> lost: array<f32>;
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
  var rounded = 0.0;
  for (var block = args.first; block < args.end; block++) {
    let b = sums[block * args.width + column];
    if (HAS_LOST) {
      let added = two_sum(total, b, args.width);
      total = added.sum;
      rounded += added.lost;
    } else {
      total += b;
    }
  }
  gradient[column] = total;
  if (HAS_LOST) {
    lost[column] += rounded;
  }
}
