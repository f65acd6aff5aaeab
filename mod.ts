/**
 * Ticks: exact gradient accumulation and layer normalisation on Deno's built-in WebGPU, for people who
 * learn, teach and build training code in TypeScript.
 *
 * `Ticks` accumulates gradients over windows of micro-batches and steps an optimizer, `LayerNorm` normalises,
 * on WebGPU and on the CPU; numerical checks are in `./check`, figures in `./plot`, the notebook runner in
 * `./notebook`, and small readable modules in `./examples`.
 *
 * @example
 * ```ts
 * import { adamw, LayerNorm, openDevice, Parameters, Ticks } from "jsr:@ticks/ticks@^0.1";
 *
 * const device = await openDevice();
 * const norm = new LayerNorm(3, { device });
 * const ticks = new Ticks(Parameters.of({ norm }), { every: 2, optimizer: adamw() });
 * for (const values of [[1, 2, 4], [3, 1, 2]]) {
 *   const { backward } = norm.forward(device.tensor(values, [1, 3]));
 *   backward(device.tensor([1, 0, 0], [1, 3])); // adds into the gradients
 *   await ticks.tick(); // the second one closes the window: a step
 * }
 * console.log(ticks.step, await norm.weight!.value.read());
 * ```
 *
 * @module
 */

export type { Adapter, DeviceLimits } from "./lib/device/backend.ts";
export {
  Device,
  type DeviceKind,
  type TensorOptions,
  type WrapOptions,
} from "./lib/device/device.ts";
export type {
  DType,
  FloatArray,
  FloatDType,
  NumberArray,
} from "./lib/device/dtype.ts";
export {
  CpuOutOfMemoryError,
  DeviceLostError,
  GpuError,
  GpuOutOfMemoryError,
  GpuValidationError,
} from "./lib/device/errors.ts";
export {
  type Arguments,
  type Assembly,
  defineKernel,
  type Dispatch,
  type Kernel,
  type KernelArrays,
  type TensorSpec,
} from "./lib/device/kernel.ts";
export {
  openDevice,
  type OpenDeviceOptions,
} from "./lib/device/open_device.ts";
export { Parameter, type ParameterOptions } from "./lib/device/parameter.ts";
export { Parameters, type ParameterTree } from "./lib/device/parameters.ts";
export { keeping } from "./lib/device/scope.ts";
export { Tensor } from "./lib/device/tensor.ts";
export {
  layerNorm,
  layerNormBackward,
  type LayerNormBackwardOptions,
  type LayerNormGradients,
  type LayerNormOptions,
  type LayerNormResult,
} from "./lib/norm/layer_norm.ts";
export {
  type Forward,
  LayerNorm,
  type LayerNormModuleOptions,
} from "./lib/norm/layer_norm_module.ts";
export type { Schedule } from "./lib/optim/schedule.ts";
export * as schedules from "./lib/optim/schedules.ts";
export { adam, type AdamOptions, adamw } from "./lib/optim/adam.ts";
export { lion, type LionOptions } from "./lib/optim/lion.ts";
export {
  defineOptimizer,
  type Optimizer,
  type OptimizerSettings,
  type UpdateRule,
  type UpdateRun,
} from "./lib/optim/optimizer.ts";
export { rmsprop, type RmspropOptions } from "./lib/optim/rmsprop.ts";
export { sgd, type SgdOptions } from "./lib/optim/sgd.ts";
export {
  Accumulator,
  type AccumulatorOptions,
  type Taken,
} from "./lib/ticks/accumulator.ts";
export type { GradientLeaf, GradientTree } from "./lib/ticks/gradient_tree.ts";
export type { ParameterGroup } from "./lib/ticks/groups.ts";
export type { ParameterReport, Report } from "./lib/ticks/report.ts";
export { type Step, type TickOptions, Ticks } from "./lib/ticks/ticks.ts";
export type { TicksOptions } from "./lib/ticks/ticks_options.ts";
