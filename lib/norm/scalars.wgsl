// What a kernel of rows loads and stores at a time: one value. vectors.wgsl is the other choice.

alias Value = f32;
const SIZE = 1u;

fn first_of(value: Value) -> f32 {
  return value;
}

fn total(value: Value) -> f32 {
  return value;
}

// Infinity becomes NaN.
fn finite_values(value: Value) -> Value {
  return finite_or_nan(value);
}
