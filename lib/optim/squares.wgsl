// The sum of squares of each segment, in three parts that cannot overflow or vanish (J. L. Blue, "A portable
// Fortran program to find the Euclidean norm of a vector", 1978), and the number of values that are not finite.
//
// Overwrites the rows of the segments in stats: big / 2^140, middle, small * 2^140, not finite; zeros where
// the parameter is frozen.

override HAS_LOST: bool;

struct Arguments {
  segments: u32,
  first: u32,
  end: u32,
  length: u32,
}

@group(0) @binding(0) var<storage, read> table: array<vec4f>;
@group(0) @binding(1) var<storage, read> values: array<vec4f>;
@group(0) @binding(2) var<storage, read> lost: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> stats: array<vec4f>;
@group(1) @binding(0) var<uniform> args: Arguments;

const ZERO = vec4f();

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let segment = args.first + shared_of(group, groups, local);
  let present = segment < args.end;
  let row = table[min(segment, args.segments - 1u)];
  let start = u32(row.x) * 16u;
  let size = select(0u, (u32(row.y) + 3u) / 4u, present && row.z >= 0.0); // what is beyond row.y is 0
  var big = ZERO;
  var middle = ZERO;
  var small = ZERO;
  var not_finite = ZERO;
  for (var j = local % LANES; j < size; j += LANES) {
    var v = values[start + j];
    if (HAS_LOST) {
      v += lost[start + j];
    }
    let bad = (bitcast<vec4u>(v) & vec4u(0x7f800000u)) == vec4u(0x7f800000u);
    not_finite += select(ZERO, vec4f(1.0), bad);
    v = select(v, ZERO, bad);
    let above = abs(v) > vec4f(0x1p50);
    let below = abs(v) < vec4f(0x1p-50);
    let a = select(ZERO, v * 0x1p-70, above);
    let b = select(v, ZERO, above | below);
    let c = select(ZERO, v * 0x1p70, below);
    big += a * a;
    middle += b * b;
    small += c * c;
  }
  let one = vec4f(1.0);
  let sum = vec4f(dot(big, one), dot(middle, one), dot(small, one), dot(not_finite, one));
  let total = sum_over_lanes(sum, local);
  if (present && local % LANES == 0u) {
    stats[2u + segment] = total;
  }
}
