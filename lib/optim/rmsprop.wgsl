// RMSprop: the gradient over its root mean square; centred where grad_avg is there, with momentum where
// momentum_buffer is.
//
//   g += weight decay * w
//   s += (1 - alpha) (g² - s)        a += (1 - alpha) (g - a), and s - a² for s where centred
//   b = momentum * b + g / (sqrt(s) + eps)        w -= learning rate * b

override HAS_GRAD_AVG: bool;
override HAS_MOMENTUM_BUFFER: bool;

const LARGEST = 0x1.fffffep127; // of f32: infinity would be NaN in the next step

struct Hyper {
  one_minus_alpha: f32,
  eps: f32,
  momentum: f32,
}

@group(0) @binding(5) var<storage, read_write> square_avg: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> grad_avg: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> momentum_buffer: array<vec4f>;

fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
  let g = gradient + step.weight_decay * value;
  var s = square_avg[i];
  s += args.hyper.one_minus_alpha * (g * g - s);
  s = select(s, vec4f(LARGEST), s > vec4f(LARGEST));
  square_avg[i] = s;
  var variance = s;
  if (HAS_GRAD_AVG) {
    var a = grad_avg[i];
    a += args.hyper.one_minus_alpha * (g - a);
    grad_avg[i] = a;
    variance = max(s - a * a, vec4f());
  }
  var b = g / (sqrt(variance) + args.hyper.eps);
  if (HAS_MOMENTUM_BUFFER) {
    b += args.hyper.momentum * momentum_buffer[i];
    momentum_buffer[i] = b;
  }
  return value - step.learning_rate * b;
}
