// mean = sum / count; with `lost`, what the additions into sum rounded away comes back first.
//
// Overwrites mean.

override WORKGROUP: u32;
override HAS_LOST: bool;

struct Arguments {
  length: u32,
  count: f32,
}

@group(0) @binding(0) var<storage, read> sum: array<f32>;
@group(0) @binding(1) var<storage, read> lost: array<f32>;
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
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
  var total = sum[i];
  if (HAS_LOST) {
    total += lost[i];
  }
  mean[i] = total / args.count;
}
