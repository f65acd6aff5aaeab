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
  layerNormForward,
  layerNormGradients,
} from "./norm/layer_norm_kernels.ts";
import { adamw } from "./optim/adam.ts";
import { decideKernel } from "./optim/decide.ts";
import { lion } from "./optim/lion.ts";
import { rmsprop } from "./optim/rmsprop.ts";
import { sgd } from "./optim/sgd.ts";
import { squaresKernel } from "./optim/squares.ts";
import { meanKernel } from "./ticks/mean.ts";

/** The registry of kernels. */
export const kernels: readonly Kernel[] = [
  layerNormForward,
  layerNormGradients,
  accumulateBlocks,
  addScaledKernel,
  meanKernel,
  squaresKernel,
  decideKernel,
  sgd().kernel,
  adamw().kernel, // adam's has the same two faces
  rmsprop().kernel,
  lion().kernel,
] as unknown as readonly Kernel[];
