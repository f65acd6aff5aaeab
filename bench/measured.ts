/**
 * What a question's script tells `bench/run.ts`.
 *
 * @module
 */

import type { Time } from "./timing.ts";

/** A line of the table. */
export interface Row {
  /** What is compared stands in one group: a shape. */
  readonly group: string;
  /** What is computed. */
  readonly what: string;
  /** Who computes it; empty for the copy that opens each group. */
  readonly who: string;
  /** How long it takes. */
  readonly time: Time;
  /** Bytes that have to move for it, at least. */
  readonly bytes: number;
}

/** What was measured on one device: the last line that a script prints, as JSON. */
export interface Measured {
  /** Its name. */
  device: string;
  readonly rows: Row[];
  /** What was left out, and why. */
  readonly notes: string[];
}
