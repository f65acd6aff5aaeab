/**
 * Every kernel of the examples: the tests hold the WGSL of each against its TypeScript, as they do with
 * the library's own.
 *
 * @module
 */

import type { Kernel } from "../mod.ts";
import { columnSums } from "./column_sums.ts";
import { crossEntropyKernel } from "./cross_entropy.ts";
import { geluBackward, geluForward } from "./gelu.ts";
import {
  linearBackwardInput,
  linearForward,
  linearWeightSums,
} from "./linear_kernels.ts";

/** The registry of the examples' kernels. */
export const exampleKernels: readonly Kernel[] = [
  linearForward,
  linearBackwardInput,
  linearWeightSums,
  columnSums,
  geluForward,
  geluBackward,
  crossEntropyKernel,
] as unknown as readonly Kernel[];
