// What a thread of the CPU device runs: it waits for a job, takes its share of the parts, and waits again. The
// places in `words` are those of threads.ts.

const { workerData } = require("node:worker_threads");
const { memory, control, scratch, places } = workerData;
const { SIGNAL, STATE, NEXT, PARTS, CHUNK, CODE, BYTES, INDEX, COUNT } = places;
const { FAILED, OPEN, STOP, NUMBERS } = places;

const words = new Int32Array(memory.buffer, control, NUMBERS / 4);
const modules = new Map();

/** The function of a job. */
function find() {
  const address = words[CODE] >>> 0;
  if (!modules.has(address)) {
    // A copy, because what is shared is refused; a view made now, because the memory may have grown.
    const code = new Uint8Array(memory.buffer, address, words[BYTES]).slice();
    const module = new WebAssembly.Module(code);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    modules.set(
      address,
      WebAssembly.Module.exports(module).map(({ name }) => exports[name]),
    );
  }
  return modules.get(address)[words[INDEX]];
}

/** Counts itself in, unless the job is over. */
function enter() {
  for (;;) {
    const state = Atomics.load(words, STATE);
    if ((state & OPEN) === 0) return false;
    if (Atomics.compareExchange(words, STATE, state, state + 1) === state) {
      return true;
    }
  }
}

function work() {
  const run = find(), parts = words[PARTS], chunk = words[CHUNK];
  const numbers = Array.from(
    new Float64Array(memory.buffer, control + NUMBERS, words[COUNT]),
  );
  for (;;) {
    const first = Atomics.add(words, NEXT, chunk);
    if (first >= parts) break;
    run(...numbers, first, Math.min(first + chunk, parts), scratch);
  }
}

for (let seen = 0; seen !== STOP;) {
  Atomics.wait(words, SIGNAL, seen);
  seen = Atomics.load(words, SIGNAL);
  if (!enter()) continue;
  try {
    work();
  } catch {
    Atomics.store(words, FAILED, 1);
  }
  // The last one to leave a job that is over wakes the main thread.
  if (Atomics.sub(words, STATE, 1) === 1) Atomics.notify(words, STATE);
}
