// Adam and AdamW: a step of the size of the learning rate along the mean gradient over its root mean square.
//
//   m += (1 - beta1) (g - m)        v += (1 - beta2) (g² - v)
//   w -= learning rate * (m / c1) / (sqrt(v) / c2 + eps)
//
// with c1 = 1 - beta1^step and c2 = sqrt(1 - beta2^step). Decay: adam adds it to the gradient, adamw shrinks
// the weight.

const LARGEST = 0x1.fffffep127; // of f32: infinity would be NaN in the next step

struct Hyper {
  one_minus_beta1: f32,
  one_minus_beta2: f32,
  eps: f32,
  decoupled: f32,
}

@group(0) @binding(5) var<storage, read_write> exp_avg: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> exp_avg_sq: array<vec4f>;

fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
  var g = gradient;
  var decay = vec4f();
  if (args.hyper.decoupled == 1.0) {
    decay = step.learning_rate * step.weight_decay * value;
  } else {
    g += step.weight_decay * value;
  }
  // Each moment is loaded once: SwiftShader pays for a second load.
  var m = exp_avg[i];
  var v = exp_avg_sq[i];
  m += args.hyper.one_minus_beta1 * (g - m);
  v += args.hyper.one_minus_beta2 * (g * g - v);
  v = select(v, vec4f(LARGEST), v > vec4f(LARGEST)); // a min takes SwiftShader a third of the step
  exp_avg[i] = m;
  exp_avg_sq[i] = v;
  let change = step.learning_rate / step.correction1 * m / (sqrt(v) / step.correction2 + args.hyper.eps);
  return value - (decay + change); // the value is rounded once
}
