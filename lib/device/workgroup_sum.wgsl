// The sum of a value over the invocations of a workgroup, always in the same order: a tree.

override WORKGROUP: u32; // invocations in a workgroup: a power of two

var<workgroup> parts: array<vec4f, WORKGROUP>;

fn sum_over_workgroup(value: vec4f, local: u32) -> vec4f {
  parts[local] = value;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride >>= 1u) {
    if (local < stride) {
      parts[local] += parts[local + stride];
    }
    workgroupBarrier();
  }
  return parts[0];
}
