// One step of an optimizer over the segments; `update`, beside it, is the optimizer's own page.
//
// Adds to values and state; gradients and lost are zeroed; the last column of the segments' rows in stats
// becomes sum((new - old)²). Where the step is not applied only the zeroing happens.

override HAS_LOST: bool;

struct Arguments {
  segments: u32,
  first: u32,
  end: u32,
  length: u32,
  count: f32,
  learning_rate: f32,
  clip_value: f32,
  reserved: f32,
  hyper: Hyper,
}

struct Step {
  learning_rate: f32,
  weight_decay: f32,
  correction1: f32,
  correction2: f32,
}

@group(0) @binding(0) var<storage, read> table: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> stats: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> values: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> gradients: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> lost: array<vec4f>;
@group(1) @binding(0) var<uniform> args: Arguments;

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
  let elements = u32(row.y);
  let size = select(0u, (elements + 3u) / 4u, present);
  let step = Step(args.learning_rate * row.z, row.w, stats[1].x, stats[1].y);
  let apply = stats[0].x == 1.0 && row.z >= 0.0; // not skipped, not frozen
  let clip = stats[0].y;
  let limit = vec4f(args.clip_value);
  var change = vec4f();
  for (var j = local % LANES; j < size; j += LANES) {
    let i = start + j;
    if (apply) {
      var sum = gradients[i];
      if (HAS_LOST) {
        sum += lost[i];
      }
      var gradient = sum / args.count * clip;
      if (args.clip_value > 0.0) {
        gradient = clamp(gradient, -limit, limit);
      }
      let old = values[i];
      var value = update(i, old, gradient, step);
      // What pads the last four stays 0, whatever the optimizer makes of 0.
      value = select(vec4f(), value, 4u * j + vec4u(0u, 1u, 2u, 3u) < vec4u(elements));
      values[i] = value;
      change += (value - old) * (value - old);
    }
    gradients[i] = vec4f();
    if (HAS_LOST) {
      lost[i] = vec4f();
    }
  }
  let total = sum_over_lanes(vec4f(dot(change, vec4f(1.0))), local).x;
  if (present && apply && local % LANES == 0u) {
    stats[2u + segment].w = total;
  }
}
