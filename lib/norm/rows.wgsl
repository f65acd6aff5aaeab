// What every kernel that works row by row begins with: the sum over the lanes that share a row.

override WORKGROUP: u32; // invocations in a workgroup
override LANES: u32;     // of them share a row: a power of two

var<workgroup> lane_values: array<vec2f, WORKGROUP>;

// The row of this invocation; dispatches beyond 65,535 workgroups have two dimensions.
fn row_of(group: vec3u, groups: vec3u, local: u32) -> u32 {
  return (group.x + group.y * groups.x) * (WORKGROUP / LANES) + local / LANES;
}

// The sum of `value` over the lanes of a row, in the same order in every row: a tree.
fn sum_over_lanes(value: vec2f, local: u32) -> vec2f {
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
