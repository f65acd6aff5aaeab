// What kernels begin with whose invocations share work: the sum over the lanes that do.

override WORKGROUP: u32; // invocations in a workgroup
override LANES: u32;     // of them share a row or a segment: a power of two

var<workgroup> lane_values: array<vec4f, WORKGROUP>;

// The sum of `value` over the lanes that share, always in the same order: a tree.
fn sum_over_lanes(value: vec4f, local: u32) -> vec4f {
  if (LANES == 1u) {
    return value;
  }
  lane_values[local] = value;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride >>= 1u) {
    if (local % LANES < stride) {
      lane_values[local] += lane_values[local + stride];
    }
    workgroupBarrier();
  }
  let total = lane_values[local - local % LANES];
  workgroupBarrier();
  return total;
}

// Which row or segment an invocation works on; dispatches beyond 65,535 workgroups have two dimensions.
fn shared_of(group: vec3u, groups: vec3u, local: u32) -> u32 {
  return (group.x + group.y * groups.x) * (WORKGROUP / LANES) + local / LANES;
}
