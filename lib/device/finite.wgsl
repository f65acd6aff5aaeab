// Non-finite numbers, by bits only: compilers may assume that NaN and infinity do not exist.

fn is_finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

fn not_a_number() -> f32 {
  var bits = 0x7fc00000u; // a variable, because a constant NaN is refused
  return bitcast<f32>(bits);
}

fn finite_or_nan(value: f32) -> f32 {
  if (is_finite(value)) {
    return value;
  }
  return not_a_number();
}
