/** A planted mistake, and what the report should say of it. */

import type { GradientReport } from "../../../lib/check/mod.ts";

/** A planted mistake. */
export interface Mutant {
  /** What is wrong, as its author would have written it. */
  readonly name: string;
  /** Runs the public check on it. */
  readonly check: () => Promise<GradientReport>;
  /** What the report says where it explains the mistake rightly; null where it cannot be expected to. */
  readonly says: RegExp | null;
}
