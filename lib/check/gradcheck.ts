/**
 * Checking a backward pass against differences of the forward pass.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import type { Tensor } from "../device/tensor.ts";
import { checkVariable, type VariableOptions } from "./check_variable.ts";
import { functionSubject, type GradientFunctions } from "./function_subject.ts";
import { GradientReport } from "./gradient_report.ts";
import { type Loss, type LossGradient, lossSubject } from "./loss_subject.ts";
import { type CheckableModule, moduleSubject } from "./module_subject.ts";
import { measureNoise } from "./noise.ts";
import type { Subject } from "./subject.ts";

/** What {@linkcode gradcheck} can be told. */
export interface GradcheckOptions {
  /**
   * With `rtol`: a difference of at most `atol + rtol * |numerical|` passes, as in PyTorch, even where the estimates
   * say that it is a mistake, or cannot tell. 0 by default: the estimates alone decide.
   */
  readonly atol?: number;
  /** See `atol`. 0 by default. */
  readonly rtol?: number;
  /** Seed of the random gradient of the output, and of directions. 1 by default. */
  readonly seed?: number;
  /**
   * Whether random directions are checked instead of every element: some 60 evaluations for each variable
   * of any size, more where something is wrong. False by default.
   */
  readonly fastMode?: boolean;
  /** The shapes of arrays, for the report's indices and explanations; one dimension each by default. */
  readonly shapes?: readonly (readonly number[])[];
}

/**
 * Compares the gradients of a backward pass with differences of the forward pass: the inputs' and, of a
 * module, every parameter's.
 *
 * The loss is `sum(dy * y)` with a random `dy`. Its slope in each element comes from central differences of
 * several steps, extrapolated (Richardson; Ridders 1982), with a step that is searched for: so a smooth, a
 * steep and a flat function, values of 1e-12 and of 1e12, each get the accuracy that is to be had. The bound
 * of an element is ten times what the extrapolation may be off, by its own estimate or by rounding, which is
 * measured. Nothing needs to be tuned; `atol` and `rtol` are for those who want a looser bound.
 *
 * What is not told apart is not passed: where the bound is above a hundredth of the gradient's size, as it can
 * be in f32, the variable is *undecided* and `report.ok` is false. Proof is f64: pass `Float64Array`s, or a
 * module with `dtype: "f64"` on the CPU device.
 *
 * The report also names functions that are not deterministic or change their input, outputs that are not
 * finite, and kinks (all make `ok` false), and inputs without effect (a note). It takes six forward
 * passes an element where all is well, some fifty where a doubt is left, and with `fastMode` some sixty in all.
 *
 * Inputs, parameters and their gradients are left as they were.
 *
 * @throws {TypeError} when there is no input, one is no array or tensor, `forward` gives no array, or `backward` something else than a gradient of its size for each input
 * @throws {RangeError} when an input is empty or an option is out of range
 *
 * @example A function of arrays
 * ```ts
 * import { gradcheck } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * const square = {
 *   forward: (x: Float64Array) => x.map((value) => value * value),
 *   backward: (dy: Float64Array, x: Float64Array) => [x.map((value, i) => 2 * value * dy[i])],
 * };
 * const report = await gradcheck(square, [new Float64Array([1, 2, 3])]);
 * assert(report.ok, String(report));
 * ```
 *
 * @example A module
 * ```ts
 * import { LayerNorm, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { gradcheck, randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const norm = new LayerNorm(4, { device, dtype: "f64" });
 * const report = await gradcheck(norm, [device.tensor(randomNormal(12, 1), [3, 4])]);
 * assert(report.ok, String(report)); // dx, weight and bias
 * ```
 *
 * @example A loss and its gradient, and what a mistake looks like
 * ```ts
 * import { gradcheck } from "jsr:@ticks/ticks@^0.1/check";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 *
 * const loss = (x: Float64Array) => x.reduce((sum, value) => sum + value ** 3, 0);
 * const gradient = (x: Float64Array) => x.map((value) => 6 * value ** 2);
 * const report = await gradcheck(loss, gradient, new Float64Array([1, 2, 3]));
 * assertEquals(report.ok, false);
 * assertStringIncludes(String(report), "every element is off by a factor of 2");
 * ```
 *
 * @example Any library: jax-js, in f32
 * ```ts
 * import * as jax from "npm:@jax-js/jax@0.1.25";
 * import { gradcheck, randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * await jax.init("wasm");
 * jax.defaultDevice("wasm");
 * const array = (values: Float32Array) => jax.numpy.array(values as Float32Array<ArrayBuffer>).reshape([2, 4]);
 * const read = async (result: jax.Array) => await result.data() as Float32Array;
 * const norm = (x: jax.Array) => jax.nn.standardize(x, -1);
 * const report = await gradcheck({
 *   forward: (x: Float32Array) => read(norm(array(x))),
 *   backward: async (dy: Float32Array, x: Float32Array) => {
 *     const [y, pullback] = jax.vjp(norm, [array(x)]);
 *     y.dispose();
 *     return await Promise.all((pullback(array(dy)) as unknown as jax.Array[]).map(read));
 *   },
 * }, [Float32Array.from(randomNormal(8, 1))], { shapes: [[2, 4]] });
 * assert(report.ok, String(report));
 * ```
 *
 * @example TensorFlow.js
 * ```ts
 * import * as tf from "npm:@tensorflow/tfjs@4.22.0";
 * import { gradcheck, randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * await tf.setBackend("cpu");
 * const softmax = (x: tf.Tensor) => tf.softmax(x.reshape([2, 3])).flatten();
 * const report = await gradcheck({
 *   forward: (x: Float32Array) => softmax(tf.tensor1d(x)).dataSync() as Float32Array,
 *   backward: (dy: Float32Array, x: Float32Array) => [
 *     tf.grad(softmax)(tf.tensor1d(x), tf.tensor1d(dy)).dataSync() as Float32Array,
 *   ],
 * }, [Float32Array.from(randomNormal(6, 1))]);
 * assert(report.ok, String(report));
 * ```
 *
 * @example A WebGPU kernel of one's own, and its backward pass
 * ```ts
 * import { defineKernel, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { gradcheck, randomNormal } from "jsr:@ticks/ticks@^0.1/check";
 * import { assert } from "@std/assert";
 *
 * const n = 5, shape = () => [n];
 * // d/dx sin(k x) = k cos(k x): one kernel for both, DERIVATIVE says which.
 * const wave = (derivative: boolean) =>
 *   defineKernel({
 *     name: derivative ? "wave_backward" : "wave",
 *     wgsl: `
 *       @group(0) @binding(0) var<storage, read> x: array<f32>;
 *       @group(0) @binding(1) var<storage, read_write> y: array<f32>;
 *       struct Arguments { k: f32 }
 *       @group(1) @binding(0) var<uniform> arguments: Arguments;
 *       override DERIVATIVE: bool;
 *       @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
 *         if (id.x >= arrayLength(&x)) { return; }
 *         let angle = arguments.k * x[id.x];
 *         y[id.x] = select(sin(angle), arguments.k * cos(angle), DERIVATIVE);
 *       }`,
 *     tensors: { x: { access: "read", shape }, y: { access: "write", shape } },
 *     arguments: { k: "f32" },
 *     dispatch: () => ({ constants: { DERIVATIVE: Number(derivative) }, workgroups: 1 }),
 *     definition: ({ x, y }, { k }) =>
 *       x.forEach((v, i) => y[i] = derivative ? k * Math.cos(k * v) : Math.sin(k * v)),
 *   });
 * const device = await openDevice(); // WGSL on a GPU; the TypeScript face without one
 * const [sine, cosine] = [wave(false), wave(true)];
 * const run = async (kernel: typeof sine, x: Float32Array) => {
 *   const tensors = { x: device.tensor(x), y: device.tensor(new Float32Array(n)) };
 *   device.run(kernel, tensors, { k: 2 });
 *   return await tensors.y.read() as Float32Array;
 * };
 * const report = await gradcheck({
 *   forward: (x: Float32Array) => run(sine, x),
 *   backward: async (dy: Float32Array, x: Float32Array) => {
 *     const slope = await run(cosine, x);
 *     return [dy.map((v, i) => v * slope[i])];
 *   },
 * }, [Float32Array.from(randomNormal(n, 1))]);
 * assert(report.ok, String(report));
 * ```
 */
export function gradcheck<A extends FloatArray>(
  functions: GradientFunctions<A>,
  inputs: readonly A[],
  options?: GradcheckOptions,
): Promise<GradientReport>;
/** The same for a module and its tensors. */
export function gradcheck(
  module: CheckableModule,
  inputs: readonly Tensor[],
  options?: GradcheckOptions,
): Promise<GradientReport>;
/** The same for a loss and its gradient, of one array or a list of several. */
export function gradcheck<A extends FloatArray>(
  loss: Loss<A>,
  gradient: LossGradient<A>,
  inputs: A | readonly A[],
  options?: GradcheckOptions,
): Promise<GradientReport>;
export async function gradcheck(
  subject: object,
  second: unknown,
  third?: unknown,
  fourth: GradcheckOptions = {},
): Promise<GradientReport> {
  if (typeof subject === "function") {
    checkOptions(fourth);
    const inputs = listOf(third);
    const ready = await lossSubject(
      subject as Loss,
      second as LossGradient,
      inputs as FloatArray[],
      fourth.shapes,
    );
    return await report(ready, fourth);
  }
  const options = (third ?? {}) as GradcheckOptions;
  checkOptions(options);
  const inputs = listOf(second);
  const { seed = 1, shapes } = options;
  if ("parameters" in subject) {
    const module = await moduleSubject(
      subject as CheckableModule,
      inputs as Tensor[],
      seed,
    );
    try {
      return await report(module, options);
    } finally {
      module.restore();
    }
  }
  const functions = subject as GradientFunctions;
  return await report(
    await functionSubject(functions, inputs as FloatArray[], shapes, seed),
    options,
  );
}

async function report(
  subject: Subject,
  { atol = 0, rtol = 0, seed = 1, fastMode = false }: GradcheckOptions,
): Promise<GradientReport> {
  const problems = [...subject.problems];
  subject.outputs.forEach((output, k) => {
    const i = output.findIndex((value) => !Number.isFinite(value));
    if (i === -1) return;
    problems.push(
      `${
        subject.outputs.length > 1 ? `output ${k}` : "the output"
      } is not finite: element ${i} is ${output[i]}`,
    );
  });
  const noise = await measureNoise(subject, seed);
  const options: VariableOptions = {
    fastMode,
    seed,
    tolerance: (numerical) => atol + rtol * Math.abs(numerical),
  };
  const checks = [];
  for (const [variable, { analytic }] of subject.variables.entries()) {
    if (analytic === null) continue; // none is claimed, and the report says so
    checks.push(await checkVariable(subject, variable, noise, options));
  }
  const unchecked = subject.variables
    .filter(({ analytic }) => analytic === null).map(({ name }) => name);
  if (checks.length === 0) {
    throw new TypeError(
      "gradcheck: backward gave null for each input, expected at least one gradient to check",
    );
  }
  return new GradientReport(checks, problems, unchecked);
}

function listOf(inputs: unknown): readonly unknown[] {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  if (list.length === 0) {
    throw new TypeError("gradcheck: inputs is empty, expected at least one");
  }
  return list;
}

function checkOptions(options: GradcheckOptions): void {
  const known = ["atol", "rtol", "seed", "fastMode", "shapes"];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `gradcheck: unknown option ${unknown}, expected ${known.join(", ")}`,
    );
  }
  const { seed, fastMode } = options;
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(
      `gradcheck: seed is ${seed}, expected a whole number of at least 0`,
    );
  }
  if (fastMode !== undefined && typeof fastMode !== "boolean") {
    throw new TypeError(
      `gradcheck: fastMode is ${
        JSON.stringify(fastMode)
      }, expected true or false`,
    );
  }
  for (const name of ["atol", "rtol"] as const) {
    const value = options[name];
    if (value !== undefined && !(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `gradcheck: ${name} is ${value}, expected a finite number of at least 0`,
      );
    }
  }
}
