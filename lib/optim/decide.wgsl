// Decides a step: are all gradients finite, how long is their mean, by what is it clipped, and which
// corrections hold in this applied step.
//
// Overwrites the first two rows of stats: ok, clip, norm, 1 for applied or 2 for
// skipped; correction 1, correction 2, 0, 0. Counts the
// step in counts: applied, skipped. One workgroup.

struct Arguments {
  segments: u32,
  steps: u32,
  count: f32,
  clip_norm: f32,
}

@group(0) @binding(0) var<storage, read> corrections: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> stats: array<vec4f>;
@group(1) @binding(0) var<uniform> args: Arguments;

fn norm_of(sum: vec4f) -> f32 {
  if (sum.x > 0.0) {
    return sqrt(sum.x + sum.y * 0x1p-70 * 0x1p-70) * 0x1p70;
  }
  if (sum.y > 0.0) {
    return sqrt(sum.y + sum.z * 0x1p-70 * 0x1p-70);
  }
  return sqrt(sum.z) * 0x1p-70;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32) {
  var sum = vec4f();
  for (var s = local; s < args.segments; s += WORKGROUP) {
    sum += stats[2u + s];
  }
  sum = sum_over_lanes(sum, local);
  if (local > 0u) {
    return;
  }
  let ok = sum.w == 0.0;
  let norm = norm_of(sum) / args.count;
  var clip = 1.0;
  if (args.clip_norm > 0.0) {
    clip = min(1.0, args.clip_norm / (norm + 1e-6));
  }
  if (ok) {
    counts[0] += 1u;
  } else {
    counts[1] += 1u;
  }
  let correction = corrections[clamp(counts[0], 1u, args.steps) - 1u];
  stats[0] = vec4f(select(0.0, 1.0, ok), clip, norm, select(2.0, 1.0, ok));
  stats[1] = vec4f(correction, 0.0, 0.0);
}
