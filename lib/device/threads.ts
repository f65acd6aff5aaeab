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
  /** The next part that nobody has taken. */
  NEXT: 2,
  /** The number of parts. */
  PARTS: 3,
  /** Parts that are taken at a time. */
  CHUNK: 4,
  /** The address of the module's code. */
  CODE: 5,
  /** Its length. */
  BYTES: 6,
  /** Which of its exports is the function. */
  INDEX: 7,
  /** How many numbers it takes before the parts. */
  COUNT: 8,
  /** Whether a thread has failed. */
  FAILED: 9,
  /** A flag in `STATE`. */
  OPEN: 2 ** 30,
  /** A `SIGNAL`. */
  STOP: -1,
  /** Where the numbers start, in bytes. */
  NUMBERS: 64,
};

const { SIGNAL, STATE, NEXT, PARTS, CHUNK, COUNT, FAILED, OPEN, NUMBERS } =
  places;
const { CODE, BYTES, INDEX } = places;

/** Bytes of words and numbers. */
const controlBytes = 2 ** 11;

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
  #started = 1;
  #spent = 0;

  /** No thread is started yet. */
  constructor(heap: Heap, threads: number, patience = 50) {
    this.#heap = heap;
    this.#threads = threads;
    this.#patience = patience;
    this.#control = heap.allocate(controlBytes);
    this.#words = new Int32Array(heap.buffer, this.#control, NUMBERS / 4);
    this.#words.fill(0);
    forgotten.register(this, this.#words);
  }

  /** Threads by now, the main one included. */
  get size(): number {
    return this.#started;
  }

  /** Does all parts of a job, some at a time. */
  run(
    job: SharedFunction,
    numbers: readonly number[],
    parts: number,
    chunk: number,
    scratch: number,
  ): void {
    const start = performance.now();
    if (this.#started === 1) job.run(...numbers, 0, parts, scratch);
    else this.#share(job, numbers, parts, chunk, scratch);
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

  #share(
    { run, address, byteLength, index }: SharedFunction,
    numbers: readonly number[],
    parts: number,
    chunk: number,
    scratch: number,
  ): void {
    const words = this.#words;
    words[PARTS] = parts;
    words[CHUNK] = chunk;
    words[CODE] = address;
    words[BYTES] = byteLength;
    words[INDEX] = index;
    words[COUNT] = numbers.length;
    new Float64Array(
      this.#heap.buffer as ArrayBuffer,
      this.#control + NUMBERS,
      numbers.length,
    ).set(numbers);
    Atomics.store(words, NEXT, 0);
    Atomics.store(words, STATE, OPEN);
    Atomics.store(words, SIGNAL, (words[SIGNAL] + 1) & 0x7fffffff);
    Atomics.notify(words, SIGNAL);
    try {
      for (;;) {
        const first = Atomics.add(words, NEXT, chunk);
        if (first >= parts) break;
        run(...numbers, first, Math.min(first + chunk, parts), scratch);
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

  #start(): void {
    this.#spent = 0;
    const { memory } = this.#heap;
    try {
      const scratch = this.#heap.allocate(scratchBytes);
      const worker = new Worker(source, {
        eval: true, // needs no permission
        workerData: { memory, control: this.#control, scratch, places },
      });
      worker.unref(); // lets the process end
      this.#started++;
    } catch {
      this.#spent = -Infinity; // where there are no threads, the main one does all
    }
  }
}

function stop(words: Int32Array): void {
  Atomics.store(words, SIGNAL, places.STOP);
  Atomics.notify(words, SIGNAL);
}
