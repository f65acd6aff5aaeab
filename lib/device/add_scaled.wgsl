// sum += scale * values; with `lost`, what the addition rounds away is kept there.

override WORKGROUP: u32;
override HAS_LOST: bool;

struct Arguments {
  length: u32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read_write> sum: array<f32>;
@group(0) @binding(2) var<storage, read_write> lost: array<f32>;
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
  let b = args.scale * values[i];
  if (HAS_LOST) {
    let added = two_sum(sum[i], b, args.length);
    sum[i] = added.sum;
    lost[i] += added.lost;
  } else {
    sum[i] += b;
  }
}
