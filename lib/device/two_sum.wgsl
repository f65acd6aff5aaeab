// What the rounding of a sum loses (two-sum: Knuth, 1969). By the rules of real numbers it is 0, and
// llvmpipe's compiler uses them; so intermediate results go through bits that it cannot know.

fn opaque(value: f32, zero: u32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ zero);
}

struct TwoSum {
  sum: f32,
  lost: f32,
}

// a + b; `length` is any number below 2^31 that comes with the call.
fn two_sum(a: f32, b: f32, length: u32) -> TwoSum {
  let zero = length >> 31u;
  let sum = opaque(a + b, zero);
  let t = opaque(sum - a, zero);
  return TwoSum(sum, (a - opaque(sum - t, zero)) + (b - t));
}
