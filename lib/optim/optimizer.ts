/**
 * What an optimizer is, and how to write one in a page: its state, its two faces, its hyper-parameters.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";
import type { Kernel } from "../device/kernel.ts";
import type { Schedule } from "./schedule.ts";
import { updateKernel } from "./update.ts";

/** What the TypeScript face of an optimizer works on: a run of elements of one parameter. */
export interface UpdateRun {
  /** The values, to be changed from `start` to `end`. */
  readonly value: FloatArray;
  /** The clipped mean gradient; that of element i is at `i - start`. */
  readonly gradient: Float64Array;
  /** The optimizer's state by its names, laid out as the values are; what is optional may be missing. */
  readonly state: Readonly<Record<string, FloatArray>>;
  /** The first element. */
  readonly start: number;
  /** One past the last. */
  readonly end: number;
  /** The learning rate of this step and parameter. */
  readonly learningRate: number;
  /** The weight decay of this parameter. */
  readonly weightDecay: number;
  /** The optimizer's own numbers. */
  readonly hyper: Readonly<Record<string, number>>;
  /** What `corrections` gave for the applied step. */
  readonly corrections: readonly [number, number];
}

/** The two faces of an optimizer. */
export interface UpdateRule {
  /** The optimizer's name; saved with the state. */
  readonly name: string;
  /** The names of its state, each as large as the values and zero at first; PyTorch's where it has the optimizer. */
  readonly state: readonly string[];
  /** State that some settings need and others do not: the WGSL asks `HAS_NAME`. */
  readonly optionalState?: readonly string[];
  /** The names of its own numbers, in the order of the fields of `Hyper` in the WGSL. */
  readonly hyper: readonly string[];
  /**
   * The WGSL face: `struct Hyper` of f32, the buffers of `state` and `optionalState` from binding 5 on as
   * arrays of `vec4f`, and
   *
   *     fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f
   *
   * which reads and writes the state at `i` and gives the new value, four elements at a time. `args.hyper` has the numbers,
   * `step` the `learning_rate`, the `weight_decay`, `correction1` and `correction2`.
   */
  readonly wgsl: string;
  /** The TypeScript face, which defines what is computed, for f32 and f64. */
  readonly update: (run: UpdateRun) => void;
  /**
   * A third face, optional: WebAssembly in base64 for f32 on the CPU, the whole kernel as `lib/optim/adam.assembly.ts`
   * has it.
   */
  readonly assembly?: string;
}

/** The numbers of an optimizer. */
export interface OptimizerSettings {
  /** The learning rate: a number, or a function of the step from 0. */
  readonly learningRate: number | Schedule;
  /** Weight decay where no group says otherwise. 0 by default. */
  readonly weightDecay?: number;
  /** Which of the optional state these settings need. None by default. */
  readonly optionalState?: readonly string[];
  /** Its own numbers, computed in f64. */
  readonly hyper?: Readonly<Record<string, number>>;
  /** Two numbers that depend on how many steps were applied, this one included (from 1), such as bias corrections; computed in f64. */
  readonly corrections?: (step: number) => readonly [number, number];
  /** From this applied step on the corrections no longer change. 1 by default. */
  readonly correctionSteps?: number;
}

/** An optimizer, for `Ticks`; made by `sgd`, `adamw` and the others, or by what {@linkcode defineOptimizer} gives. */
export interface Optimizer extends Required<OptimizerSettings> {
  /** Its name; saved with the state. */
  readonly name: string;
  /** The names of the state that it keeps. */
  readonly state: readonly string[];
  /** The kernel of its two faces. */
  readonly kernel: Kernel;
}

/**
 * Makes an optimizer of its two faces: gives the function that takes the numbers. The built-in ones are
 * made so; what `Ticks` does before (mean, clipping, the decision to skip) and after (zeroing) is the same for all.
 *
 * @throws {RangeError} when `hyper` is empty, or a name in it or of a state is taken
 * @throws {RangeError} from the function it gives, when a number is not finite, the learning rate negative, an optional state unknown, or `correctionSteps` no whole number above 0
 * @throws {TypeError} from the function it gives, when a number in `hyper` is missing or unknown
 *
 * @example Sign descent: w -= learning rate * (sign(g) + weight decay * w)
 * ```ts
 * import { defineOptimizer, openDevice, Parameters, Ticks } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const signDescent = defineOptimizer({
 *   name: "sign_descent",
 *   state: [],
 *   hyper: ["dead"], // gradients up to this size move nothing
 *   wgsl: `
 *     struct Hyper { dead: f32 }
 *
 *     fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
 *       let direction = select(sign(gradient), vec4f(), abs(gradient) <= vec4f(args.hyper.dead));
 *       return value - step.learning_rate * (direction + step.weight_decay * value);
 *     }`,
 *   update({ value, gradient, start, end, learningRate, weightDecay, hyper }) {
 *     for (let i = start, j = 0; i < end; i++, j++) {
 *       const g = gradient[j];
 *       const direction = Math.abs(g) <= hyper.dead ? 0 : Math.sign(g);
 *       value[i] -= learningRate * (direction + weightDecay * value[i]);
 *     }
 *   },
 * });
 *
 * const device = await openDevice("cpu");
 * const parameters = new Parameters(device, { w: { shape: [3], init: 1 } });
 * const ticks = new Ticks(parameters, {
 *   every: 1,
 *   optimizer: signDescent({ learningRate: 0.5, hyper: { dead: 0.1 } }),
 * });
 * ticks.add({ w: new Float32Array([2, 0.05, -3]) });
 * await ticks.tick();
 * assertEquals(await parameters.get("w").value.read(), new Float32Array([0.5, 1, 1.5]));
 * ```
 */
export function defineOptimizer(
  rule: UpdateRule,
): (settings: OptimizerSettings) => Optimizer {
  if (rule.hyper.length === 0) {
    throw new RangeError(
      `defineOptimizer: hyper of ${rule.name} is empty, expected at least one name: a struct in WGSL has a field`,
    );
  }
  const kernel = updateKernel(rule);
  return (settings) => {
    const {
      learningRate,
      weightDecay = 0,
      optionalState = [],
      hyper = {},
      corrections = () => [1, 1],
      correctionSteps = 1,
    } = settings;
    checkLearningRate(rule.name, learningRate);
    for (const key of rule.hyper) {
      if (typeof hyper[key] !== "number") {
        throw new TypeError(
          `${rule.name}: hyper.${key} is ${
            hyper[key]
          }, expected a number for each of ${rule.hyper.join(", ")}`,
        );
      }
    }
    const surplus = Object.keys(hyper).find((key) => !rule.hyper.includes(key));
    if (surplus !== undefined) {
      throw new TypeError(
        `${rule.name}: hyper.${surplus} is unknown, expected only ${
          rule.hyper.join(", ")
        }`,
      );
    }
    for (const [key, value] of Object.entries({ ...hyper, weightDecay })) {
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `${rule.name}: ${key} is ${value}, expected a finite number`,
        );
      }
    }
    const known = rule.optionalState ?? [];
    for (const key of optionalState) {
      if (!known.includes(key)) {
        throw new RangeError(
          `${rule.name}: optionalState has ${key}, expected ${
            known.length > 0 ? `some of ${known.join(", ")}` : "none"
          }`,
        );
      }
    }
    if (!(Number.isSafeInteger(correctionSteps) && correctionSteps >= 1)) {
      throw new RangeError(
        `${rule.name}: correctionSteps is ${correctionSteps}, expected a whole number of at least 1`,
      );
    }
    return shownInALine({
      name: rule.name,
      kernel,
      state: [...rule.state, ...optionalState],
      learningRate,
      weightDecay,
      optionalState,
      hyper,
      corrections,
      correctionSteps,
    });
  };
}

/** Gives it a line for `console.log`, in place of its kernel's code. */
function shownInALine(optimizer: Optimizer): Optimizer {
  const { name, learningRate, weightDecay, hyper } = optimizer;
  const numbers = Object.entries({ learningRate, weightDecay, ...hyper })
    .map(([key, value]) =>
      `${key} ${typeof value === "function" ? "by step" : value}`
    );
  const value = () => `${name}(${numbers.join(", ")})`;
  for (const key of ["toString", Symbol.for("Deno.customInspect")]) {
    Object.defineProperty(optimizer, key, { value });
  }
  return optimizer;
}

function checkLearningRate(name: string, rate: number | Schedule): void {
  if (typeof rate === "function") return;
  if (!(rate >= 0 && Number.isFinite(rate))) {
    throw new RangeError(
      `${name}: learningRate is ${rate}, expected a finite number of at least 0, or a function of the step`,
    );
  }
}
