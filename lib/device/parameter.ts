/**
 * Parameters: what training changes.
 *
 * @module
 */

import type { Device } from "./device.ts";
import { arrayOf, type FloatArray, type FloatDType } from "./dtype.ts";
import { checkShape, formatShape, sizeOfShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** What a {@linkcode Parameter} starts from. */
export interface ParameterOptions {
  /** The shape of the value and of its gradient. */
  readonly shape: readonly number[];
  /** The first value: an array in row-major order, one number for all, or a function of the index. 0 by default. */
  readonly init?: ArrayLike<number> | number | ((index: number) => number);
  /** Type of the elements, `"f32"` by default. */
  readonly dtype?: FloatDType;
}

/**
 * A value that is trained, and the gradient that backward passes add into. Both outlive every scope.
 *
 * @example
 * ```ts
 * import { openDevice, Parameter } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const weight = new Parameter(device, { shape: [3], init: 1 });
 * assertEquals(await weight.value.read(), new Float32Array([1, 1, 1]));
 * assertEquals(await weight.grad.read(), new Float32Array(3));
 * ```
 */
export class Parameter {
  /** The value. */
  readonly value: Tensor;
  /** The accumulated gradient: the sum of what backward passes added since it was zeroed. */
  readonly grad: Tensor;

  /**
   * Makes the parameter on a device, with a gradient of zeros.
   *
   * @throws {TypeError} when `init` does not fill `shape`, or the device lacks the dtype
   * @throws {RangeError} when `shape` is no list of whole lengths
   */
  constructor(device: Device, options: ParameterOptions) {
    const { init = 0, dtype = "f32" } = options;
    const shape = checkShape("Parameter", options.shape);
    const values = initialValues(shape, init, dtype);
    [this.value, this.grad] = device.unscoped(() => [
      device.tensor(values, shape),
      device.zeros(shape, { dtype }),
    ]);
  }

  /** The shape of the value and of its gradient. */
  get shape(): readonly number[] {
    return this.value.shape;
  }

  /** Sets the gradient to zero: the first of the article's four moves. */
  zeroGrad(): void {
    this.grad.zero();
  }

  /** Shape, dtype and device in a line. */
  toString(): string {
    const { dtype, device } = this.value;
    return `Parameter(${formatShape(this.shape)}, ${dtype}, ${device.kind})`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

function initialValues(
  shape: readonly number[],
  init: NonNullable<ParameterOptions["init"]>,
  dtype: FloatDType,
): FloatArray {
  const values = new arrayOf[dtype](sizeOfShape(shape));
  if (typeof init === "number") return values.fill(init);
  if (typeof init === "function") return values.map((_, i) => init(i));
  if (init.length !== values.length) {
    throw new TypeError(
      `Parameter: init has ${init.length} values, expected ${values.length} for shape ${
        formatShape(shape)
      }`,
    );
  }
  values.set(init);
  return values;
}
