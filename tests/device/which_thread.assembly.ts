// Writes into each part, one value, where the scratch memory of the thread is that does it: each has its own.

export function which_thread(
  threads: usize,
  _length: usize,
  first: usize,
  end: usize,
  scratch: usize,
): void {
  for (let part = first; part < end; part++) {
    f32.store(threads + (part << 2), f32(scratch));
  }
}
