// Four loads at a time: loops that a software adapter runs slowly go round four times less often, and the
// sum of a chunk is added up, not its values, so that rounding errors grow more slowly.

struct Chunk {
  a: Value,
  b: Value,
  c: Value,
  d: Value,
}

fn minus(v: Chunk, by: f32) -> Chunk {
  return Chunk(v.a - by, v.b - by, v.c - by, v.d - by);
}

fn times(v: Chunk, by: f32) -> Chunk {
  return Chunk(v.a * by, v.b * by, v.c * by, v.d * by);
}

fn product(u: Chunk, v: Chunk) -> Chunk {
  return Chunk(u.a * v.a, u.b * v.b, u.c * v.c, u.d * v.d);
}

fn plus(u: Chunk, v: Chunk) -> Chunk {
  return Chunk(u.a + v.a, u.b + v.b, u.c + v.c, u.d + v.d);
}

fn sum_of(v: Chunk) -> Value {
  return (v.a + v.b) + (v.c + v.d);
}
