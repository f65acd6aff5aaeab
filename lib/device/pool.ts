/**
 * Memory that a disposed tensor gave back and the next one of its size takes: so a training loop
 * allocates in its first step only, and bind groups can be kept.
 *
 * @module
 */

/** The size of the slab that holds this many bytes: at most an eighth more, so that batches of nearly one size share slabs. */
export function slabBytes(byteLength: number): number {
  const step = Math.max(256, 2 ** (Math.ceil(Math.log2(byteLength + 1)) - 4));
  return Math.max(1, Math.ceil(byteLength / step)) * step;
}

/** A free list by size, last in first out, that drops the oldest beyond `maxBytes`. */
export class Pool<Slab extends { readonly byteLength: number }> {
  readonly #free = new Map<number, Slab[]>();
  readonly #order = new Set<Slab>();
  readonly #maxBytes: number;
  readonly #drop: (slab: Slab) => void;
  #bytes = 0;

  constructor(maxBytes: number, drop: (slab: Slab) => void) {
    this.#maxBytes = maxBytes;
    this.#drop = drop;
  }

  /** A free slab of exactly this size, or `undefined`. */
  take(byteLength: number): Slab | undefined {
    const slab = this.#free.get(byteLength)?.pop();
    if (slab) {
      this.#order.delete(slab);
      this.#bytes -= byteLength;
    }
    return slab;
  }

  /** Gives a slab back. */
  give(slab: Slab): void {
    let list = this.#free.get(slab.byteLength);
    if (!list) this.#free.set(slab.byteLength, list = []);
    list.push(slab);
    this.#order.add(slab);
    this.#bytes += slab.byteLength;
    for (const oldest of this.#order) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#remove(oldest);
    }
  }

  /** Drops everything. */
  clear(): void {
    for (const slab of this.#order) this.#remove(slab);
  }

  #remove(slab: Slab): void {
    const list = this.#free.get(slab.byteLength)!;
    list.splice(list.indexOf(slab), 1);
    this.#order.delete(slab);
    this.#bytes -= slab.byteLength;
    this.#drop(slab);
  }
}
