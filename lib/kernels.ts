/**
 * Every kernel there is. What stands here is proven: the tests hold the WGSL of each against its
 * TypeScript, on every device, on generated shapes.
 *
 * @module
 */

import { addScaledKernel } from "./device/add_scaled.ts";
import type { Kernel } from "./device/kernel.ts";
import { accumulateBlocks } from "./norm/accumulate_blocks.ts";
import {
  layerNormBackwardInput,
  layerNormColumnSums,
  layerNormForward,
} from "./norm/layer_norm_kernels.ts";

/** The registry of kernels. */
export const kernels: readonly Kernel[] = [
  layerNormForward,
  layerNormBackwardInput,
  layerNormColumnSums,
  accumulateBlocks,
  addScaledKernel,
] as unknown as readonly Kernel[];
