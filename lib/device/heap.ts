/**
 * The memory of a CPU device: one `WebAssembly.Memory`, where typed arrays, WebAssembly and threads reach the
 * same bytes.
 *
 * @module
 */

import { CpuOutOfMemoryError } from "./errors.ts";

/** Every address is a multiple, as offsets are that WebGPU binds. */
export const alignment = 256;

const pageBytes = 2 ** 16;

/** One page less than 32 bits reach, so that the end of the last array is a 32-bit number, too. */
const maxPages = 2 ** 16 - 1;

/** Bytes from `start` on, before `end`, that nobody uses. */
interface Hole {
  readonly start: number;
  readonly end: number;
}

/**
 * Free memory as a list of holes by address: the first that is large enough is used, and neighbours become
 * one again (first fit: Knuth, The Art of Computer Programming, volume 1, 2.5).
 *
 * The memory is shared, since growing another kind would detach every array over it; it grows when no hole is
 * large enough, and the system hands out its pages when they are first written.
 */
export class Heap {
  /** What WebAssembly imports. */
  readonly memory: WebAssembly.Memory;
  /** Bytes that it can have. */
  readonly maxBytes: number;
  #holes: Hole[] = [];
  #used = 0;

  /** `pages` of 64 KiB at most; fewer where the system refuses to reserve their addresses. */
  constructor(pages = maxPages) {
    [this.memory, pages] = reserve(pages);
    this.maxBytes = pages * pageBytes;
    // An address is never 0, which says that a tensor is left out.
    this.#holes.push({ start: alignment, end: pageBytes });
  }

  /** Bytes that are in use. */
  get used(): number {
    return this.#used;
  }

  /** The bytes themselves. Growing gives another object, so that views are made when they are used. */
  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  /**
   * The address of so many bytes, a multiple of 256, their content undefined.
   *
   * @throws {CpuOutOfMemoryError} when there is no room
   */
  allocate(byteLength: number): number {
    const bytes = rounded(byteLength);
    let index = this.#holes.findIndex(({ start, end }) => end - start >= bytes);
    if (index < 0) {
      this.#grow(bytes);
      index = this.#holes.length - 1;
    }
    const { start, end } = this.#holes[index];
    const rest = { start: start + bytes, end };
    this.#holes.splice(index, 1, ...rest.start < end ? [rest] : []);
    this.#used += bytes;
    return start;
  }

  /** Takes back what `allocate` gave for so many bytes. */
  free(address: number, byteLength: number): void {
    const bytes = rounded(byteLength);
    this.#insert({ start: address, end: address + bytes });
    this.#used -= bytes;
  }

  #insert({ start, end }: Hole): void {
    const next = this.#holes.findIndex((hole) => hole.start >= end);
    const at = next < 0 ? this.#holes.length : next;
    const before = this.#holes[at - 1], after = this.#holes[at];
    const joinsBefore = before?.end === start,
      joinsAfter = after?.start === end;
    this.#holes.splice(
      joinsBefore ? at - 1 : at,
      Number(joinsBefore) + Number(joinsAfter),
      {
        start: joinsBefore ? before.start : start,
        end: joinsAfter ? after.end : end,
      },
    );
  }

  /** Makes the last hole at least so large; an eighth more each time, so that few views are made anew. */
  #grow(bytes: number): void {
    const end = this.buffer.byteLength;
    const last = this.#holes.at(-1);
    const missing = bytes - (last?.end === end ? end - last.start : 0);
    const room = (this.maxBytes - end) / pageBytes;
    const least = Math.ceil(missing / pageBytes);
    const pages = Math.min(room, Math.max(least, end / pageBytes >> 3));
    if (least > room || !this.#growBy(pages) && !this.#growBy(least)) {
      throw new CpuOutOfMemoryError(
        `the CPU device has no room for another ${bytes} bytes: ${this.#used} are in use, of at most ${this.maxBytes}; dispose tensors, make them in device.scope, or use fewer rows at a time`,
      );
    }
    this.#insert({ start: end, end: this.buffer.byteLength });
  }

  #growBy(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false; // the system has no more
    }
  }
}

function rounded(byteLength: number): number {
  return Math.max(1, Math.ceil(byteLength / alignment)) * alignment;
}

/** A memory of at most so many pages, and how many those are. */
function reserve(maximum: number): [WebAssembly.Memory, number] {
  for (;;) {
    try {
      const memory = new WebAssembly.Memory({
        initial: 1,
        maximum,
        shared: true,
      });
      return [memory, maximum];
    } catch (error) {
      if (maximum < 2 ** 10) throw error;
      maximum >>= 1;
    }
  }
}
