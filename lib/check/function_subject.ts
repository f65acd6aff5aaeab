/**
 * Functions of arrays, and losses with their gradient, as something to check.
 *
 * @module
 */

import { dtypeOf, type FloatArray } from "../device/dtype.ts";
import { sizeOfShape } from "../device/shape.ts";
import { describeArray } from "../device/tensor.ts";
import {
  coarsestUnit,
  firstDifference,
  outputGradients,
  type Subject,
  type Variable,
} from "./subject.ts";

/** A forward and a backward pass as functions of arrays. */
export interface GradientFunctions<A extends FloatArray = FloatArray> {
  /** Gives the output, or a list of several. */
  forward(...inputs: A[]): A | readonly A[] | Promise<A | readonly A[]>;
  /**
   * Gives one gradient for each input, null for an input that has none, from that of the output; where
   * `forward` gives a list, `dy` is one.
   */
  backward(
    // deno-lint-ignore no-explicit-any -- dy is an array or a list, as the output is: the caller knows which
    dy: any,
    ...inputs: A[]
  ): readonly (A | null)[] | Promise<readonly (A | null)[]>;
}

type Gradients<A> = readonly (A | null)[];

/** Prepares functions of arrays: calls them twice each, to see whether they can be relied on. */
export async function functionSubject(
  { forward, backward }: GradientFunctions,
  inputs: readonly FloatArray[],
  shapes: readonly (readonly number[])[] | undefined,
  seed: number,
): Promise<Subject> {
  checkInputs(inputs, shapes);
  const problems: string[] = [];
  const changed = (copies: readonly FloatArray[], who: string) => {
    const at = firstDifference(inputs, copies);
    if (at === null) return;
    problems.push(
      `${who} changes its input: element ${at[1]} of ${
        inputName(at[0], inputs.length)
      } was ${inputs[at[0]][at[1]]} and is ${
        copies[at[0]][at[1]]
      } after the call`,
    );
  };
  const callForward = async (values: readonly FloatArray[]) => {
    const copies = values.map((value) => value.slice());
    const result = await forward(...copies);
    const list = Array.isArray(result) ? result : [result];
    checkOutputs(list);
    const several = Array.isArray(result);
    // Copied: a function may write all its results into one array.
    return { list: list.map((output) => output.slice()), copies, several };
  };

  const { list: outputs, copies, several } = await callForward(inputs);
  changed(copies, "forward");
  const again = await callForward(inputs);
  checkSameLengths(again.list, outputs);
  differs("forward", outputs, again.list, problems);

  const dy = outputGradients(outputs, seed);
  const callBackward = async (
    values: readonly FloatArray[],
    weights: readonly FloatArray[],
  ) => {
    const copies = values.map((value) => value.slice());
    const given = weights.map((one) => one.slice());
    const result = await backward(several ? given : given[0], ...copies);
    checkGradients(result, inputs);
    const own = result.map((gradient) => gradient && gradient.slice());
    return { gradients: own, copies };
  };
  const first = await callBackward(inputs, dy);
  changed(first.copies, "backward");
  const second = await callBackward(inputs, dy);
  const arrays = (list: Gradients<FloatArray>) =>
    list.filter((gradient) => gradient !== null);
  differs(
    "backward",
    arrays(first.gradients),
    arrays(second.gradients),
    problems,
  );

  return {
    variables: inputs.map((values, i): Variable => ({
      name: inputName(i, inputs.length),
      shape: shapes?.[i] ?? [values.length],
      values,
      analytic: first.gradients[i],
    })),
    outputs,
    dy,
    unit: coarsestUnit([...inputs, ...outputs]),
    problems,
    async evaluate(variable, values) {
      const moved = inputs.with(variable, values).map((value) => value.slice());
      let result;
      try {
        result = await forward(...moved);
      } catch {
        // Outside of its domain: as an output that is not finite.
        return outputs.map(({ length }) => new Float64Array(length).fill(NaN));
      }
      const list = Array.isArray(result) ? result : [result];
      checkOutputs(list);
      checkSameLengths(list, outputs);
      return list.map((output) => output.slice());
    },
    gradients: async (values, weights) =>
      (await callBackward(values, weights)).gradients,
  };
}

/** Notes that the second call of a function gave something else. */
export function differs(
  who: string,
  first: readonly FloatArray[],
  second: readonly FloatArray[],
  problems: string[],
): void {
  const at = firstDifference(first, second);
  if (at === null) return;
  const [k, i] = at;
  problems.push(
    `${who} is not deterministic: element ${i} of its result was ${
      first[k][i]
    } and then, for the same input, ${second[k][i]}`,
  );
}

function inputName(i: number, count: number): string {
  return count === 1 ? "input" : `input ${i}`;
}

function checkInputs(
  inputs: readonly FloatArray[],
  shapes: readonly (readonly number[])[] | undefined,
): void {
  if (shapes !== undefined && !shapes.every?.(Array.isArray)) {
    throw new TypeError(
      `gradcheck: shapes is ${
        JSON.stringify(shapes)
      }, expected a list with a shape for each input, such as [[2, 3]]`,
    );
  }
  inputs.forEach((input, i) => {
    if (dtypeOf(input) === null) {
      throw new TypeError(
        `gradcheck: input ${i} is ${
          describeArray(input)
        }, expected a Float64Array or a Float32Array`,
      );
    }
    if (input.length === 0) {
      throw new RangeError(
        `gradcheck: input ${i} is empty, expected at least one value`,
      );
    }
    const wrong = input.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1) {
      throw new RangeError(
        `gradcheck: element ${wrong} of input ${i} is ${
          input[wrong]
        }, expected finite numbers: there is no slope elsewhere`,
      );
    }
    if (shapes && sizeOfShape(shapes[i] ?? []) !== input.length) {
      throw new TypeError(
        `gradcheck: shapes[${i}] is ${
          JSON.stringify(shapes[i])
        }, expected a shape of ${input.length} values, those of input ${i}`,
      );
    }
  });
}

function checkOutputs(outputs: readonly unknown[]): void {
  outputs.forEach((output, k) => {
    if (dtypeOf(output as FloatArray) === null) {
      const came = output === undefined ? "nothing" : describeArray(output);
      throw new TypeError(
        `gradcheck: forward gave ${came}${
          outputs.length > 1 ? ` as output ${k}` : ""
        }, expected a Float64Array or a Float32Array, or a list of them; is a return missing?`,
      );
    }
  });
  if (outputs.length === 0) {
    throw new TypeError(
      "gradcheck: forward gave an empty list, expected at least one output",
    );
  }
}

function checkSameLengths(
  now: readonly FloatArray[],
  before: readonly FloatArray[],
): void {
  const lengths = (list: readonly FloatArray[]) =>
    list.map(({ length }) => length).join(", ");
  if (lengths(now) !== lengths(before)) {
    throw new TypeError(
      `gradcheck: forward gave outputs of ${
        lengths(before)
      } values and then of ${
        lengths(now)
      }, expected the same lengths each time`,
    );
  }
}

function checkGradients(
  gradients: unknown,
  inputs: readonly FloatArray[],
): asserts gradients is Gradients<FloatArray> {
  if (!Array.isArray(gradients) || gradients.length !== inputs.length) {
    throw new TypeError(
      `gradcheck: backward gave ${
        Array.isArray(gradients)
          ? `${gradients.length} gradients`
          : gradients === undefined
          ? "nothing"
          : describeArray(gradients)
      }, expected a list with one gradient for each of ${inputs.length} input${
        inputs.length === 1 ? "" : "s"
      }, null for none`,
    );
  }
  gradients.forEach((gradient, i) => {
    if (gradient !== null) {
      checkGradient(inputName(i, inputs.length), gradient, inputs[i].length);
    }
  });
}

/** Refuses a gradient that is no array or not as long as what it is the gradient of. */
export function checkGradient(
  name: string,
  gradient: unknown,
  length: number,
): void {
  if (dtypeOf(gradient as FloatArray) === null) {
    throw new TypeError(
      `gradcheck: the gradient of ${name} is ${
        describeArray(gradient)
      }, expected a Float64Array or a Float32Array of ${length} values`,
    );
  }
  const values = gradient as FloatArray;
  if (values.length !== length) {
    const rows = values.length / length;
    throw new TypeError(
      `gradcheck: the gradient of ${name} has ${values.length} values, expected ${length}${
        Number.isInteger(rows) && rows > 1
          ? `; is it not summed over ${rows} rows?`
          : ""
      }`,
    );
  }
}
