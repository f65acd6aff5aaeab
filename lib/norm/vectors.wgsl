// What a kernel of rows loads and stores at a time: four values. scalars.wgsl is the other choice.

alias Value = vec4f;
const SIZE = 4u;

fn first_of(value: Value) -> f32 {
  return value.x;
}

fn total(value: Value) -> f32 {
  return (value.x + value.y) + (value.z + value.w);
}

// Infinity becomes NaN.
fn finite_values(value: Value) -> Value {
  return vec4f(finite_or_nan(value.x), finite_or_nan(value.y), finite_or_nan(value.z), finite_or_nan(value.w));
}
