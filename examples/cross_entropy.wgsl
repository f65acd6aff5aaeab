// loss[row] = scale * (log(sum(exp(logits))) - logits[class]) and dlogits = scale * (softmax - onehot), row by row.
//
// Overwrites loss and dlogits. A row has one invocation. exp is taken of what is left when the largest
// logit is subtracted, so that it does not overflow.

override WORKGROUP: u32;

struct Arguments {
  rows: u32,
  classes: u32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<u32>; // `target` and `class` are reserved words
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> dlogits: array<f32>;
@group(1) @binding(0) var<uniform> args: Arguments;

const CHUNK = 16u;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = (group.x + group.y * groups.x) * WORKGROUP + local;
  if (row >= args.rows) {
    return;
  }
  let start = row * args.classes;
  let end = start + args.classes;
  var valid = wanted[row] < args.classes;
  let at = start + min(wanted[row], args.classes - 1u);

  var largest = logits[start];
  for (var i = start; i < end; i++) {
    largest = max(largest, logits[i]);
    valid = valid && is_finite(logits[i]);
  }
  var sum = 0.0;
  for (var i = start; i < end; i += CHUNK) {
    var chunk = 0.0;
    for (var j = i; j < min(i + CHUNK, end); j++) {
      chunk += exp(logits[j] - largest);
    }
    sum += chunk;
  }

  var scale = args.scale;
  if (!valid) {
    scale = not_a_number(); // and so is all of the row
  }
  loss[row] = scale * (log(sum) - (logits[at] - largest));
  for (var i = start; i < end; i++) {
    let softmax = exp(logits[i] - largest) / sum;
    dlogits[i] = scale * (softmax - select(0.0, 1.0, i == at));
  }
}
