/** Ids of cells whose source file does not name them: made of type and source. */

import { createHash } from "node:crypto";
import { type Cell, joinLines, type Notebook } from "./nbformat.ts";

/** Gives ids to the cells of one notebook, in order. */
export class CellIds {
  readonly #kept = new Map<string, string[]>();
  readonly #used = new Set<string>();

  /** Cells that are in `previous` keep the ids they have there, but for those that are `taken`. */
  constructor(previous?: Notebook, taken: ReadonlySet<string> = new Set()) {
    for (const { cell_type, source, id } of previous?.cells ?? []) {
      if (taken.has(id)) continue;
      const content = contentOf(cell_type, joinLines(source));
      this.#kept.set(content, [...this.#kept.get(content) ?? [], id]);
    }
  }

  /** The id of the next cell: the same content gives the same id, and a second such cell another. */
  derive(type: Cell["cell_type"], source: string): string {
    const content = contentOf(type, source);
    const kept = this.#kept.get(content)?.shift();
    if (kept !== undefined && !this.#used.has(kept)) return kept;
    const hash = createHash("sha256").update(content).digest("hex")
      .slice(0, 12);
    let id = hash;
    for (let n = 2; this.#used.has(id); n++) id = `${hash}-${n}`;
    return id;
  }

  /** Whether a cell before has this id. */
  has(id: string): boolean {
    return this.#used.has(id);
  }

  /** Notes that the next cell has this id. */
  use(id: string): void {
    this.#used.add(id);
  }
}

const contentOf = (type: string, source: string) => `${type}\n${source}`;
