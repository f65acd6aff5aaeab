/**
 * Threads that share the work of a kernel on the CPU device. The main thread takes its share, too, and waits for
 * the others; which thread does a part changes no bit of it.
 *
 * @module
 */

import { Worker } from "node:worker_threads";
import type { Heap } from "./heap.ts";
import source from "./thread.js" with { type: "text" };

/** Where a job stands in the shared words: what thread.js knows them by. */
const places = {
  /** Another number for each job; threads sleep until it changes. */
  SIGNAL: 0,
  /** How many threads are at work, and `OPEN` while more may come. */
  STATE: 1,
  /** The next share that nobody has taken. */
  NEXT: 2,
  /** The number of shares. */
  SHARES: 3,
  /** How many are taken at a time. */
  CHUNK: 4,
  /** The number of steps. */
  STEPS: 5,
  /** Whether a thread has failed. */
  FAILED: 6,
  /** A flag in `STATE`. */
  OPEN: 2 ** 30,
  /** A `SIGNAL`. */
  STOP: -1,
  /** Words from the start of one step to that of the next; the first one comes after as many. */
  STEP: 128,
  /** In a step: the address of the module's code. */
  CODE: 0,
  /** Its length. */
  BYTES: 1,
  /** Which of its exports is the function. */
  INDEX: 2,
  /** The number of parts. */
  PARTS: 3,
  /** How many numbers the function takes before the parts. */
  COUNT: 4,
  /** Where the numbers start. */
  NUMBERS: 8,
};

const { SIGNAL, STATE, NEXT, SHARES, CHUNK, STEPS, FAILED, OPEN } = places;
const { STEP, CODE, BYTES, INDEX, PARTS, COUNT, NUMBERS } = places;

/** Steps in a job, at most. */
export const maxSteps = 3;

/** Bytes that a thread has for what a function keeps while it runs. */
export const scratchBytes = 2 ** 15;

/** A function of a module. */
export type AssemblyFunction = (...numbers: number[]) => void;

/** A function as every thread can find it. */
export interface SharedFunction {
  /** The function here. */
  readonly run: AssemblyFunction;
  /** The address of its module's code. */
  readonly address: number;
  /** The length of the code. */
  readonly byteLength: number;
  /** Which of the module's exports it is. */
  readonly index: number;
}

/** One function of a job, and what it is called with. */
export interface Step {
  readonly found: SharedFunction;
  readonly numbers: readonly number[];
  readonly parts: number;
}

/** Steps that are done together, share by share: each share has so many parts of each. */
export interface Job {
  readonly steps: readonly Step[];
  readonly shares: number;
  /** How many shares are done at a time. */
  readonly chunk: number;
}

/** Does the shares from `first` on, before `end`. */
export function doShares(
  { steps, shares }: Job,
  first: number,
  end: number,
  scratch: number,
): void {
  for (const { found, numbers, parts } of steps) {
    const from = Math.floor(parts * first / shares);
    const to = Math.floor(parts * end / shares);
    found.run(...numbers, from, to, scratch);
  }
}

/** Ends the threads of a team that nobody can reach. */
const forgotten = new FinalizationRegistry<Int32Array>(stop);

/** The threads of a device. */
export class Team {
  readonly #heap: Heap;
  /** Threads at most, the main one included. */
  readonly #threads: number;
  /** Milliseconds of work after which a thread is started: about what that takes. */
  readonly #patience: number;
  readonly #control: number;
  readonly #words: Int32Array;
  /** The same memory in f64. */
  readonly #numbers: Float64Array;
  #started = 1;
  #spent = 0;

  /** No thread is started yet. */
  constructor(heap: Heap, threads: number, patience = 50) {
    this.#heap = heap;
    this.#threads = threads;
    this.#patience = patience;
    const length = (maxSteps + 1) * STEP;
    this.#control = heap.allocate(4 * length);
    this.#words = new Int32Array(heap.buffer, this.#control, length);
    this.#numbers = new Float64Array(heap.buffer, this.#control, length / 2);
    this.#words.fill(0);
    forgotten.register(this, this.#words);
  }

  /** Threads by now, the main one included. */
  get size(): number {
    return this.#started;
  }

  /** Does all of a job. */
  run(job: Job, scratch: number): void {
    const start = performance.now();
    if (this.#started === 1) runAlone(job, scratch);
    else this.#share(job, scratch);
    if (this.#started < this.#threads) {
      this.#spent += performance.now() - start;
      // Later ones come as long as the work goes on: each costs the main thread tens of milliseconds.
      if (this.#spent >= this.#patience) this.#start();
    }
  }

  /** Ends the threads; what they would do, the main one does from now on. */
  stop(): void {
    stop(this.#words);
    this.#started = 1;
    this.#spent = -Infinity;
  }

  #share(job: Job, scratch: number): void {
    const words = this.#words, { shares, chunk } = job;
    this.#write(job);
    Atomics.store(words, NEXT, 0);
    Atomics.store(words, STATE, OPEN);
    Atomics.store(words, SIGNAL, (words[SIGNAL] + 1) & 0x7fffffff);
    Atomics.notify(words, SIGNAL);
    try {
      for (;;) {
        const first = Atomics.add(words, NEXT, chunk);
        if (first >= shares) break;
        doShares(job, first, Math.min(first + chunk, shares), scratch);
      }
    } finally {
      Atomics.and(words, STATE, ~OPEN);
      for (let inside; (inside = Atomics.load(words, STATE)) > 0;) {
        Atomics.wait(words, STATE, inside);
      }
    }
    if (words[FAILED] !== 0) {
      throw new Error(
        "a thread of the CPU device failed, and with it a kernel; openDevice with { threads: 1 } does without",
      );
    }
  }

  #write({ steps, shares, chunk }: Job): void {
    const words = this.#words;
    words[SHARES] = shares;
    words[CHUNK] = chunk;
    words[STEPS] = steps.length;
    steps.forEach(({ found, numbers, parts }, i) => {
      const at = (i + 1) * STEP;
      words[at + CODE] = found.address;
      words[at + BYTES] = found.byteLength;
      words[at + INDEX] = found.index;
      words[at + PARTS] = parts;
      words[at + COUNT] = numbers.length;
      this.#numbers.set(numbers, (at + NUMBERS) / 2);
    });
  }

  #start(): void {
    this.#spent = 0;
    const { memory } = this.#heap;
    try {
      const scratch = this.#heap.allocate(scratchBytes);
      const worker = new Worker(source, {
        eval: true, // needs no permission
        workerData: {
          memory,
          control: this.#control,
          length: this.#words.length,
          scratch,
          places,
        },
      });
      worker.unref(); // lets the process end
      this.#started++;
    } catch {
      this.#spent = -Infinity; // where there are no threads, the main one does all
    }
  }
}

/** Does all of a job here, so many shares at a time: what one step has read is near for the next. */
export function runAlone(job: Job, scratch: number): void {
  const { steps, shares, chunk } = job,
    size = steps.length > 1 ? chunk : shares;
  for (let first = 0; first < shares; first += size) {
    doShares(job, first, Math.min(first + size, shares), scratch);
  }
}

function stop(words: Int32Array): void {
  Atomics.store(words, SIGNAL, places.STOP);
  Atomics.notify(words, SIGNAL);
}
