// What a thread of the CPU device runs: it waits for a job, takes its share of the parts, and waits again. The
// places in `words` are those of threads.ts.

const { workerData } = require("node:worker_threads");
const { memory, control, length, scratch, places } = workerData;
const { SIGNAL, STATE, NEXT, SHARES, CHUNK, STEPS, FAILED, OPEN, STOP } =
  places;
const { STEP, CODE, BYTES, INDEX, PARTS, COUNT, NUMBERS } = places;

const words = new Int32Array(memory.buffer, control, length);
const floats = new Float64Array(memory.buffer, control, length / 2);
const modules = new Map();

/** The functions of a module, whose code lies in the memory. */
function functionsAt(address, bytes) {
  if (!modules.has(address)) {
    // A copy, because what is shared is refused; a view made now, because the memory may have grown.
    const code = new Uint8Array(memory.buffer, address, bytes).slice();
    const module = new WebAssembly.Module(code);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    modules.set(
      address,
      WebAssembly.Module.exports(module).map(({ name }) => exports[name]),
    );
  }
  return modules.get(address);
}

function readStep(i) {
  const at = (i + 1) * STEP, start = (at + NUMBERS) / 2;
  const functions = functionsAt(words[at + CODE] >>> 0, words[at + BYTES]);
  return {
    run: functions[words[at + INDEX]],
    parts: words[at + PARTS],
    numbers: Array.from(floats.subarray(start, start + words[at + COUNT])),
  };
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
  const steps = Array.from({ length: words[STEPS] }, (_, i) => readStep(i));
  const shares = words[SHARES], chunk = words[CHUNK];
  for (;;) {
    const first = Atomics.add(words, NEXT, chunk);
    if (first >= shares) break;
    const end = Math.min(first + chunk, shares);
    for (const { run, numbers, parts } of steps) {
      const from = Math.floor(parts * first / shares);
      run(...numbers, from, Math.floor(parts * end / shares), scratch);
    }
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
