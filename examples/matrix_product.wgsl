// What every kernel with a matrix product begins with: an invocation computes a tile of 4 by 4 values, so
// that it loads 8 numbers for 16 products. The kernel itself says what is multiplied:
//
//     fn left(row: u32, k: u32) -> f32        fn right(k: u32, column: u32) -> f32
//
// for rows and columns up to 3 beyond the last, too, whose values are not used.

override WORKGROUP: u32;

// Sums over 16 products are added up, not the products: the rounding error grows 16 times more slowly.
const CHUNK = 16u;

// Which tile this invocation computes; dispatches beyond 65,535 workgroups have two dimensions.
fn tile_of(group: vec3u, groups: vec3u, local: u32) -> u32 {
  return (group.x + group.y * groups.x) * WORKGROUP + local;
}

// sum over k of left(row, k) * right(k, column), for k from `first` before `end`, for the 4 rows from `row`
// and the 4 columns from `column` on: value [j][i] belongs to column + j and row + i.
fn product(row: u32, column: u32, first: u32, end: u32) -> mat4x4f {
  var sums = mat4x4f();
  for (var start = first; start < end; start += CHUNK) {
    var chunk = mat4x4f();
    for (var k = start; k < min(start + CHUNK, end); k++) {
      let a = vec4f(left(row, k), left(row + 1u, k), left(row + 2u, k), left(row + 3u, k));
      let b = vec4f(right(k, column), right(k, column + 1u), right(k, column + 2u), right(k, column + 3u));
      chunk += mat4x4f(a * b.x, a * b.y, a * b.z, a * b.w);
    }
    sums += chunk;
  }
  return sums;
}
