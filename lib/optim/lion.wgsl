// Lion: a step of the size of the learning rate along the sign of an average.
//
//   w -= learning rate * (sign(m + (1 - beta1) (g - m)) + weight decay * w)
//   m += (1 - beta2) (g - m)

struct Hyper {
  one_minus_beta1: f32,
  one_minus_beta2: f32,
}

@group(0) @binding(5) var<storage, read_write> exp_avg: array<vec4f>;

fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
  let m = exp_avg[i];
  let direction = sign(m + args.hyper.one_minus_beta1 * (gradient - m));
  exp_avg[i] = m + args.hyper.one_minus_beta2 * (gradient - m);
  return value - step.learning_rate * (direction + step.weight_decay * value);
}
