/**
 * Gradients checked on random shapes and values, with the package fast-check: a failure is shrunk to the
 * smallest sizes and the simplest numbers that still fail.
 *
 * @example
 * ```ts
 * import { assertGradientsProperty } from "jsr:@ticks/ticks@^0.1/check/property";
 *
 * // x times a weight for each column.
 * const scaled = ({ rows, columns }: { rows: number; columns: number }) => ({
 *   forward: (x: Float64Array, w: Float64Array) => x.map((v, i) => v * w[i % columns]),
 *   backward: (dy: Float64Array, x: Float64Array, w: Float64Array) => {
 *     const dw = new Float64Array(columns);
 *     for (let i = 0; i < rows * columns; i++) dw[i % columns] += dy[i] * x[i];
 *     return [dy.map((v, i) => v * w[i % columns]), dw];
 *   },
 * });
 * await assertGradientsProperty(scaled, {
 *   sizes: { rows: [1, 5], columns: [1, 9] },
 *   shapes: ({ rows, columns }) => [[rows, columns], [columns]],
 * });
 * ```
 *
 * @module
 */

import fc from "fast-check";
import { AssertionError } from "node:assert";
import type { Device } from "../device/device.ts";
import { parametersIn } from "../device/parameters.ts";
import { sizeOfShape } from "../device/shape.ts";
import type { GradientFunctions } from "./function_subject.ts";
import { gradcheck, type GradcheckOptions } from "./gradcheck.ts";
import type { GradientReport } from "./gradient_report.ts";
import type { CheckableModule } from "./module_subject.ts";

/** What {@linkcode assertGradientsProperty} can be told. */
export interface PropertyOptions<Sizes extends Record<string, number>> {
  /** The smallest and the largest of each size, by name. */
  readonly sizes: {
    readonly [Name in keyof Sizes]: readonly [
      smallest: number,
      largest: number,
    ];
  };
  /** The shape of each input, from the sizes. */
  readonly shapes: (sizes: Sizes) => readonly (readonly number[])[];
  /** What values are multiplied with; they are multiples of 1/64 from -4 to 4, but not 0. 1, 0.001 and 1,000 by default. */
  readonly scales?: readonly number[];
  /** How many cases are tried. 100 by default. */
  readonly runs?: number;
  /** Seed of the cases, so that a failure can be repeated. 1 by default. */
  readonly seed?: number;
  /** Options of each {@linkcode gradcheck}. */
  readonly check?: Omit<GradcheckOptions, "shapes">;
}

/** One case: sizes, and the values of each input. */
interface Case<Sizes> {
  readonly sizes: Sizes;
  readonly inputs: readonly (readonly number[])[];
}

/**
 * Asserts that gradients are right for random sizes and values.
 *
 * @param make Gives the functions, or a module in f64 with its parameters, for some sizes
 * @param options The sizes, and the shapes of the inputs made of them
 * @throws {AssertionError} when a gradient is wrong; the message has the smallest case that fails, and its report
 * @throws {RangeError} when a size is no range of whole numbers of at least 1, or `runs` is none
 */
export async function assertGradientsProperty<
  Sizes extends Record<string, number>,
>(
  make: (sizes: Sizes) => GradientFunctions<Float64Array> | CheckableModule,
  options: PropertyOptions<Sizes>,
): Promise<void> {
  const { runs = 100, seed = 1, check } = options;
  checkRanges(options.sizes, runs);
  const property = fc.asyncProperty(
    cases(options),
    async ({ sizes, inputs }) => {
      const shapes = options.shapes(sizes);
      const subject = make(sizes);
      const found = "parameters" in subject
        ? await gradcheck(subject, tensors(subject, inputs, shapes), check)
        : await gradcheck(
          subject,
          inputs.map((values) => Float64Array.from(values)),
          { ...check, shapes },
        );
      if (!found.ok) throw new WrongGradient(found);
    },
  );
  const details = await fc.check(property, { numRuns: runs, seed });
  if (!details.failed) return;
  const error = details.errorInstance;
  if (!(error instanceof WrongGradient)) throw error;
  const [{ sizes, inputs }] = details.counterexample!;
  const values = inputs.map((values, i) =>
    `input ${i}: ${JSON.stringify(values)}`
  );
  throw new AssertionError({
    message: [
      `Expected the gradients to agree with central differences; case ${details.numRuns} of ${runs} fails, and the smallest like it is`,
      `${JSON.stringify(sizes)}, seed ${seed}`,
      ...values,
      String(error.report),
    ].join("\n"),
  });
}

/** What a case fails with, to be told from errors of the functions themselves. */
class WrongGradient extends Error {
  constructor(readonly report: GradientReport) {
    super("a gradient is wrong");
  }
}

/** Cases of random sizes and values. */
function cases<Sizes extends Record<string, number>>(
  { sizes, shapes, scales = [1, 1, 1, 1e-3, 1e3] }: PropertyOptions<Sizes>,
): fc.Arbitrary<Case<Sizes>> {
  const ranges = Object.fromEntries(
    Object.entries<readonly [number, number]>(sizes).map((
      [name, [min, max]],
    ) => [name, fc.integer({ min, max })]),
  );
  return fc.record(ranges).chain((chosen) => {
    const sizes = chosen as Sizes;
    const arrays = shapes(sizes).map((shape) => {
      const length = sizeOfShape(shape);
      return fc.array(numbers(scales), {
        minLength: length,
        maxLength: length,
      });
    });
    return fc.tuple(...arrays).map((inputs) => ({ sizes, inputs }));
  });
}

/** Numbers that shrink to 1/64 and not to 0: there many functions have a kink, and mistakes vanish. */
function numbers(scales: readonly number[]): fc.Arbitrary<number> {
  return fc.tuple(
    fc.integer({ min: 1, max: 256 }),
    fc.constantFrom(1, -1),
    fc.constantFrom(...scales),
  ).map(([sixtyFourths, sign, scale]) => sign * sixtyFourths / 64 * scale);
}

function tensors(
  module: CheckableModule,
  inputs: readonly (readonly number[])[],
  shapes: readonly (readonly number[])[],
) {
  const [parameter] = Object.values(parametersIn(module.parameters));
  if (parameter === undefined) {
    throw new TypeError(
      "assertGradientsProperty: the module has no parameters to tell its device by, expected at least one; give its forward and backward as functions of arrays",
    );
  }
  const device: Device = parameter.value.device;
  return inputs.map((values, i) =>
    device.tensor(
      parameter.value.dtype === "f64"
        ? Float64Array.from(values)
        : Float32Array.from(values),
      shapes[i],
    )
  );
}

function checkRanges(
  sizes: Record<string, readonly [number, number]>,
  runs: number,
): void {
  for (const [name, range] of Object.entries(sizes)) {
    const [smallest, largest] = range;
    if (
      !(Number.isInteger(smallest) && Number.isInteger(largest) &&
        smallest >= 1 && largest >= smallest)
    ) {
      throw new RangeError(
        `assertGradientsProperty: sizes.${name} is [${
          range.join(", ")
        }], expected two whole numbers of at least 1, the smaller first`,
      );
    }
  }
  if (!(Number.isInteger(runs) && runs >= 1)) {
    throw new RangeError(
      `assertGradientsProperty: runs is ${runs}, expected a whole number of at least 1`,
    );
  }
}
