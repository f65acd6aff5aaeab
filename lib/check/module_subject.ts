/**
 * Modules as something to check: their inputs and every parameter.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import { parametersIn, type ParameterTree } from "../device/parameters.ts";
import { describeArray, Tensor } from "../device/tensor.ts";
import { checkGradient, differs } from "./function_subject.ts";
import {
  coarsestUnit,
  firstDifference,
  outputGradients,
  type Subject,
  type Variable,
} from "./subject.ts";

/** A module: ours, or anything with a `forward` that gives its own `backward`, and parameters. */
export interface CheckableModule {
  /** Gives the output, or a list of several, and the function that goes back from as many gradients. */
  forward(...inputs: Tensor[]): {
    y: Tensor | readonly Tensor[];
    // deno-lint-ignore no-explicit-any -- dy is a tensor or a list, as y is: the module knows which
    backward: (dy: any) => Tensor | readonly Tensor[];
  };
  /** Its parameters by name, nested or not; in a report their names are joined with dots. */
  readonly parameters: ParameterTree;
}

/** A module ready to be checked, and what puts everything back. */
export interface ModuleSubject extends Subject {
  /** Gives the parameters their gradients of before. */
  readonly restore: () => void;
}

/** What is read and written. */
interface Target {
  readonly name: string;
  readonly tensor: Tensor;
}

/** Prepares a module: runs it twice, to see whether it can be relied on. */
export async function moduleSubject(
  module: CheckableModule,
  inputs: readonly Tensor[],
  seed: number,
): Promise<ModuleSubject> {
  checkTensors(inputs);
  const device = inputs[0].device;
  const parameters = Object.entries(parametersIn(module.parameters));
  const before = await Promise.all(
    parameters.map(([, { grad }]) => grad.read()),
  );
  const restore = () =>
    parameters.forEach(([, { grad }], i) => grad.write(before[i]));
  const targets: Target[] = [
    ...inputs.map((tensor, i) => ({
      name: inputs.length === 1 ? "input" : `input ${i}`,
      tensor,
    })),
    ...parameters.map(([name, { value }]) => ({ name, tensor: value })),
  ];
  const values = await Promise.all(targets.map(({ tensor }) => tensor.read()));
  const write = (all: readonly FloatArray[]) =>
    targets.forEach(({ tensor }, i) => tensor.write(all[i]));

  const known = new Set(targets.map(({ tensor }) => tensor));
  const forward = async () => {
    const outputs = device.scope(() => listOf(forwardOf(module, inputs).y));
    const read = await Promise.all(outputs.map((output) => output.read()));
    for (const output of outputs) if (!known.has(output)) output.dispose();
    return read;
  };
  const evaluate = async (all: readonly FloatArray[]) => {
    write(all);
    try {
      return await forward();
    } finally {
      write(values);
    }
  };
  const gradients = async (
    all: readonly FloatArray[],
    weights: readonly FloatArray[],
  ) => {
    let dx: readonly Tensor[];
    try {
      write(all);
      for (const [, parameter] of parameters) parameter.zeroGrad();
      dx = device.scope(() => {
        const { y, backward } = forwardOf(module, inputs);
        const dy = listOf(y).map((one, k) =>
          device.tensor(weights[k], one.shape)
        );
        return gradientsOf(backward(Array.isArray(y) ? dy : dy[0]));
      });
    } finally {
      write(values);
    }
    const result = await Promise.all([
      ...dx.map((one) => one.read()),
      ...parameters.map(([, { grad }]) => grad.read()),
    ]);
    for (const one of dx) if (!known.has(one)) one.dispose();
    if (dx.length !== inputs.length) {
      throw new TypeError(
        `gradcheck: backward gave ${dx.length} gradient${
          dx.length === 1 ? "" : "s"
        }, expected one for each of ${inputs.length} inputs`,
      );
    }
    return result;
  };

  try {
    const problems: string[] = [];
    const outputs = await forward();
    const after = await Promise.all(targets.map(({ tensor }) => tensor.read()));
    const changed = firstDifference(values, after);
    if (changed !== null) {
      const [t, i] = changed;
      problems.push(
        `forward changes ${targets[t].name}: element ${i} was ${
          values[t][i]
        } and is ${after[t][i]} after the call`,
      );
    }
    differs("forward", outputs, await evaluate(values), problems);
    const dy = outputGradients(outputs, seed);
    const analytic = await gradients(values, dy);
    differs("backward", analytic, await gradients(values, dy), problems);
    targets.forEach(({ name }, i) => {
      checkGradient(name, analytic[i], values[i].length);
    });
    return {
      variables: targets.map(({ name, tensor }, i): Variable => ({
        name,
        shape: tensor.shape,
        values: values[i],
        analytic: analytic[i],
      })),
      outputs,
      dy,
      unit: coarsestUnit([...values, ...outputs]),
      problems,
      evaluate: (variable, moved) => evaluate(values.with(variable, moved)),
      gradients,
      restore,
    };
  } catch (error) {
    write(values);
    restore();
    throw error;
  }
}

function listOf(tensors: Tensor | readonly Tensor[]): readonly Tensor[] {
  return tensors instanceof Tensor ? [tensors] : tensors;
}

/** What a module's forward pass gives, or an error that says what it should. */
function forwardOf(module: CheckableModule, inputs: readonly Tensor[]) {
  const result = module.forward(...inputs);
  const ok = result && listOf(result.y)?.every?.((y) => y instanceof Tensor) &&
    typeof result.backward === "function";
  if (!ok) {
    throw new TypeError(
      `gradcheck: forward of the module gave ${
        result === undefined ? "nothing" : describeArray(result)
      }, expected { y, backward } with a tensor, or a list of them, and a function`,
    );
  }
  return result;
}

function gradientsOf(gradients: unknown): readonly Tensor[] {
  const list = Array.isArray(gradients) ? gradients : [gradients];
  const wrong = list.find((one) => !(one instanceof Tensor));
  if (!list.every((one) => one instanceof Tensor) || list.length === 0) {
    throw new TypeError(
      `gradcheck: backward of the module gave ${
        wrong === undefined ? "nothing" : describeArray(wrong)
      }, expected a tensor for each input`,
    );
  }
  return list;
}

function checkTensors(inputs: readonly Tensor[]): void {
  inputs.forEach((input, i) => {
    if (!(input instanceof Tensor)) {
      throw new TypeError(
        `gradcheck: input ${i} of a module is ${
          describeArray(input)
        }, expected a Tensor; make one with device.tensor(data, shape)`,
      );
    }
  });
}
