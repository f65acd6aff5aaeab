/**
 * Checking a backward pass against central differences.
 *
 * @module
 */

import { dtypeOf, type FloatArray, type FloatDType } from "../device/dtype.ts";
import { parametersIn, type ParameterTree } from "../device/parameters.ts";
import { sizeOfShape } from "../device/shape.ts";
import { describeArray, Tensor } from "../device/tensor.ts";
import { type GradientCheck, GradientReport } from "./gradient_report.ts";
import { randomNormal } from "./random.ts";

/** A forward and a backward pass as functions of arrays. */
export interface GradientFunctions<A extends FloatArray = FloatArray> {
  /** Gives the output. */
  forward(...inputs: A[]): A | Promise<A>;
  /** Gives one gradient for each input, from that of the output; null for an input that has none. */
  backward(
    dy: A,
    ...inputs: A[]
  ): readonly (A | null)[] | Promise<readonly (A | null)[]>;
}

/** A module: ours, or anything with a `forward` that gives its own `backward`, and parameters. */
export interface CheckableModule {
  /** Gives the output and the function that goes back. */
  forward(
    ...inputs: Tensor[]
  ): { y: Tensor; backward: (dy: Tensor) => Tensor | readonly Tensor[] };
  /** Its parameters by name, nested or not; in a report their names are joined with dots. */
  readonly parameters: ParameterTree;
}

/** What {@linkcode gradcheck} can be told. */
export interface GradcheckOptions {
  /** A gradient may differ by `atol + rtol * |numerical|`. 1e-7 by default, in f32 2e-3. */
  readonly atol?: number;
  /** See `atol`. 1e-6 by default, in f32 2e-3. */
  readonly rtol?: number;
  /** An element x is moved by `step * max(1, |x|)`. The cube root of the spacing at 1 by default: about 6e-6, in f32 5e-3. */
  readonly step?: number;
  /** Seed of the random gradient of the output. 1 by default. */
  readonly seed?: number;
}

/** An array that the output depends on, and how the analytic gradient of it was obtained. */
interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: FloatArray;
  readonly analytic: FloatArray;
  /** The output with these values in its place. */
  readonly evaluate: (values: FloatArray) => Promise<FloatArray>;
}

const defaults = {
  f32: { atol: 2e-3, rtol: 2e-3, step: Math.cbrt(2 ** -23) },
  f64: { atol: 1e-7, rtol: 1e-6, step: Math.cbrt(2 ** -52) },
};

/**
 * Compares the gradients of a backward pass with central differences, element by element: the input's
 * and, of a module, every parameter's.
 *
 * The loss is `sum(dy * y)` with a random `dy`, and the numerical gradient of an element x with step h
 *
 *     sum(dy * (y(x + h) - y(x - h))) / 2h
 *
 * which costs two forward passes an element: use small shapes. Proof is f64: pass `Float64Array`s, or a
 * module with `dtype: "f64"` on the CPU device. In f32 the differences are so coarse that only gross
 * mistakes show.
 *
 * Inputs, parameters and their gradients are left as they were.
 *
 * @throws {TypeError} when there is no input, one is no array or tensor, or `backward` gives something else than a gradient of its size for each input
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
export async function gradcheck(
  subject: object,
  inputs: readonly Tensor[] | readonly FloatArray[],
  options: GradcheckOptions = {},
): Promise<GradientReport> {
  if (inputs.length === 0) {
    throw new TypeError("gradcheck: inputs is empty, expected at least one");
  }
  const seed = options.seed ?? 1;
  const variables = isModule(subject)
    ? await moduleVariables(subject, inputs as readonly Tensor[], seed)
    : await functionVariables(
      subject as GradientFunctions,
      inputs as readonly FloatArray[],
      seed,
    );
  const checks: GradientCheck[] = [];
  for (const variable of variables.list) {
    checks.push(await check(variable, variables.dy, options));
  }
  return new GradientReport(checks);
}

function isModule(
  subject: CheckableModule | object,
): subject is CheckableModule {
  return "parameters" in subject;
}

async function check(
  { name, shape, values, analytic, evaluate }: Variable,
  dy: FloatArray,
  options: GradcheckOptions,
): Promise<GradientCheck> {
  const dtype = dtypeOf(values) as FloatDType;
  const { atol, rtol, step } = { ...defaults[dtype], ...options };
  const result = {
    name,
    shape,
    dtype,
    ok: true,
    worst: {
      index: [] as number[],
      analytic: 0,
      numerical: 0,
      error: 0,
      bound: atol,
    },
  };
  let worstRatio = -1;
  for (let i = 0; i < values.length; i++) {
    const moved = values.slice();
    const h = step * Math.max(1, Math.abs(values[i]));
    moved[i] = values[i] + h;
    const above = moved[i], yAbove = await evaluate(moved);
    moved[i] = values[i] - h;
    const below = moved[i], yBelow = await evaluate(moved);
    let sum = 0;
    for (let k = 0; k < dy.length; k++) sum += dy[k] * (yAbove[k] - yBelow[k]);
    const numerical = sum / (above - below); // the step that was taken, after rounding
    const error = Math.abs(analytic[i] - numerical);
    const bound = atol + rtol * Math.abs(numerical);
    if (!(error <= bound)) result.ok = false;
    const ratio = Number.isNaN(error) ? Infinity : error / bound;
    if (ratio > worstRatio) {
      worstRatio = ratio;
      const index = indexOf(i, shape);
      result.worst = { index, analytic: analytic[i], numerical, error, bound };
    }
  }
  return result;
}

async function functionVariables(
  { forward, backward }: GradientFunctions,
  inputs: readonly FloatArray[],
  seed: number,
): Promise<{ list: Variable[]; dy: FloatArray }> {
  inputs.forEach((input, i) => {
    if (dtypeOf(input) === null) {
      throw new TypeError(
        `gradcheck: input ${i} is ${
          describeArray(input)
        }, expected a Float64Array or a Float32Array`,
      );
    }
  });
  const copies = () => inputs.map((input) => input.slice());
  const y = await forward(...copies());
  if (dtypeOf(y) === null) {
    throw new TypeError(
      `gradcheck: forward gave ${
        describeArray(y)
      }, expected a Float64Array or a Float32Array`,
    );
  }
  const dy = y.map(likeRandom(y.length, seed));
  const gradients = await backward(dy.slice(), ...copies());
  if (!Array.isArray(gradients) || gradients.length !== inputs.length) {
    throw new TypeError(
      `gradcheck: backward gave ${
        Array.isArray(gradients) ? gradients.length : "no array of"
      } gradients, expected one for each of ${inputs.length} inputs, null for none`,
    );
  }
  const list = inputs.flatMap((values, i): Variable[] => {
    const analytic = gradients[i];
    if (analytic === null) return [];
    checkLength(`input ${i}`, analytic, values.length);
    const evaluate = async (moved: FloatArray) =>
      await forward(...copies().with(i, moved.slice()));
    return [{
      name: `input ${i}`,
      shape: [values.length],
      values,
      analytic,
      evaluate,
    }];
  });
  return { list, dy };
}

async function moduleVariables(
  module: CheckableModule,
  inputs: readonly Tensor[],
  seed: number,
): Promise<{ list: Variable[]; dy: FloatArray }> {
  inputs.forEach((input, i) => {
    if (!(input instanceof Tensor)) {
      throw new TypeError(
        `gradcheck: input ${i} of a module is ${
          describeArray(input)
        }, expected a Tensor; make one with device.tensor(data, shape)`,
      );
    }
  });
  const device = inputs[0].device;
  const parameters = Object.entries(parametersIn(module.parameters));
  const before = await Promise.all(
    parameters.map(([, parameter]) => parameter.grad.read()),
  );
  const made: Tensor[] = [];
  try {
    for (const [, parameter] of parameters) parameter.zeroGrad();
    const { y, backward } = module.forward(...inputs);
    made.push(y);
    const dy = (await y.read()).map(likeRandom(y.size, seed));
    made.push(device.tensor(dy, y.shape));
    const gradients = [backward(made[1])].flat() as Tensor[];
    made.push(...gradients);
    if (gradients.length !== inputs.length) {
      throw new TypeError(
        `gradcheck: backward gave ${gradients.length} gradients, expected one for each of ${inputs.length} inputs`,
      );
    }
    const targets = [
      ...inputs.map((tensor, i) => ({
        name: inputs.length === 1 ? "input" : `input ${i}`,
        tensor,
        gradient: gradients[i],
      })),
      ...parameters.map(([name, { value, grad }]) => ({
        name,
        tensor: value,
        gradient: grad,
      })),
    ];
    const list: Variable[] = [];
    for (const { name, tensor, gradient } of targets) {
      const values = await tensor.read();
      const analytic = await gradient.read();
      checkLength(name, analytic, values.length);
      list.push({
        name,
        shape: tensor.shape,
        values,
        analytic,
        evaluate: async (moved) => {
          tensor.write(moved);
          const output = device.scope(() => module.forward(...inputs).y);
          tensor.write(values);
          const result = await output.read();
          output.dispose();
          return result;
        },
      });
    }
    return { list, dy };
  } finally {
    parameters.forEach(([, parameter], i) => parameter.grad.write(before[i]));
    for (const tensor of made) tensor.dispose();
  }
}

function checkLength(name: string, gradient: FloatArray, length: number): void {
  if (dtypeOf(gradient) === null || gradient.length !== length) {
    throw new TypeError(
      `gradcheck: the gradient of ${name} has ${
        gradient?.length ?? "no"
      } values, expected ${length}`,
    );
  }
}

function likeRandom(
  length: number,
  seed: number,
): (_: number, i: number) => number {
  const random = randomNormal(length, seed);
  return (_, i) => random[i];
}

function indexOf(flat: number, shape: readonly number[]): number[] {
  return shape.map((length, d) =>
    Math.floor(flat / sizeOfShape(shape.slice(d + 1))) % length
  );
}
