// Stochastic gradient descent, with momentum where momentum_buffer is there.
//
//   g += weight decay * w
//   b = momentum * b + undamped * g        g = b, or g + momentum * b (Nesterov)
//   w -= learning rate * g
//
// undamped is 1 in the first step and 1 - dampening later.

override HAS_MOMENTUM_BUFFER: bool;

struct Hyper {
  momentum: f32,
  nesterov: f32,
}

@group(0) @binding(5) var<storage, read_write> momentum_buffer: array<vec4f>;

fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
  var g = gradient + step.weight_decay * value;
  if (HAS_MOMENTUM_BUFFER) {
    let undamped = step.correction1;
    let b = args.hyper.momentum * momentum_buffer[i] + undamped * g;
    momentum_buffer[i] = b;
    if (args.hyper.nesterov == 1.0) {
      g += args.hyper.momentum * b;
    } else {
      g = b;
    }
  }
  return value - step.learning_rate * g;
}
