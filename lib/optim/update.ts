/**
 * The kernel of an optimizer's step: what all optimizers share, around the page that is one's own.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import {
  defineKernel,
  type Kernel,
  type TensorSpec,
} from "../device/kernel.ts";
import lanes from "../device/lanes.wgsl" with { type: "text" };
import type { UpdateRule } from "./optimizer.ts";
import {
  headRows,
  rangeShape,
  segmentArguments,
  segmentBounds,
  segmentDispatch,
  segmentParts,
  statsShape,
  tableShape,
} from "./segments.ts";
import code from "./update.wgsl" with { type: "text" };

/** Elements that the TypeScript face takes at a time: their gradients stay in the nearest cache. */
const runLength = 1024;

const add: TensorSpec = { access: "add", shape: rangeShape };

/** Adds to values and state, zeroes gradients and lost, and puts sum((new - old)²) into the last column of `stats`. */
export function updateKernel(rule: UpdateRule): Kernel {
  const { name, state, optionalState = [], hyper, wgsl, update, assembly } =
    rule;
  const tensors: Record<string, TensorSpec> = {
    table: { access: "read", shape: tableShape },
    stats: { access: "add", shape: statsShape },
    values: add,
    gradients: add,
    lost: { ...add, optional: true },
  };
  const numbers: Record<string, "u32" | "f32"> = {
    ...segmentArguments,
    count: "f32",
    learningRate: "f32",
    clipValue: "f32",
    reserved: "f32",
  };
  for (const key of [...state, ...optionalState]) {
    // A saved file has the state beside the value and the gradient.
    checkFree(`state of ${name}`, key, { ...tensors, value: 0, gradient: 0 });
    tensors[key] = { ...add, optional: optionalState.includes(key) };
  }
  for (const key of hyper) {
    checkFree(`hyper of ${name}`, key, numbers);
    numbers[key] = "f32";
  }
  return defineKernel({
    name,
    wgsl: lanes + code + wgsl,
    tensors,
    arguments: numbers,
    dispatch: segmentDispatch,
    definition(arrays, args) {
      const { table, stats, values, gradients, lost, ...state } =
        arrays as Record<string, FloatArray>;
      const { first, end, count, learningRate, clipValue } = args;
      const [ok, clip] = stats;
      const numbers = Object.fromEntries(
        hyper.map((name) => [name, args[name]]),
      );
      const gradient = new Float64Array(runLength);
      const before = new Float64Array(runLength);
      for (let s = first; s < end; s++) {
        const [from, to] = segmentBounds(table, s);
        const factor = table[4 * s + 2], weightDecay = table[4 * s + 3];
        let change = 0;
        const apply = ok === 1 && factor >= 0; // not skipped, not frozen
        for (let run = from; apply && run < to; run += runLength) {
          const runEnd = Math.min(run + runLength, to);
          for (let i = run, j = 0; i < runEnd; i++, j++) {
            const g = (lost ? gradients[i] + lost[i] : gradients[i]) / count *
              clip;
            gradient[j] = clipValue > 0
              ? Math.min(Math.max(g, -clipValue), clipValue)
              : g;
            before[j] = values[i];
          }
          update({
            value: values,
            gradient,
            state,
            start: run,
            end: runEnd,
            learningRate: learningRate * factor,
            weightDecay,
            hyper: numbers,
            corrections: [stats[4], stats[5]],
          });
          for (let i = run, j = 0; i < runEnd; i++, j++) {
            change += (values[i] - before[j]) ** 2;
          }
        }
        gradients.fill(0, from, to);
        lost?.fill(0, from, to);
        if (apply) stats[4 * (headRows + s) + 3] = change;
      }
    },
    assembly: assembly === undefined
      ? undefined
      : { code: assembly, parts: segmentParts },
  }) as unknown as Kernel;
}

/** Refuses a name that would take the place of another. */
function checkFree(what: string, name: string, taken: object): void {
  if (Object.hasOwn(taken, name)) {
    throw new RangeError(
      `defineOptimizer: ${what} has ${name}, expected a name other than ${
        Object.keys(taken).join(", ")
      }`,
    );
  }
}
