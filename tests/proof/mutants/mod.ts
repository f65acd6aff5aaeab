/** All planted mistakes. */

import { layerNormMutants } from "./layer_norm.ts";
import { libraryMutants } from "./library.ts";
import type { Mutant } from "./mutant.ts";
import { textbookMutants } from "./textbook.ts";
import { updateMutants } from "./updates.ts";

export type { Mutant };

/** All planted mistakes. */
export const mutants: readonly Mutant[] = [
  ...layerNormMutants,
  ...textbookMutants,
  ...updateMutants,
  ...libraryMutants,
];
