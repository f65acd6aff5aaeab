/**
 * Parameters: what training changes.
 *
 * @module
 */

import { addScaled } from "./add_scaled.ts";
import type { Layout, Place } from "./arena.ts";
import type { Device } from "./device.ts";
import { arrayOf, type FloatArray, type FloatDType } from "./dtype.ts";
import { checkShape, formatShape, sizeOfShape } from "./shape.ts";
import { checkScale, expectArray, expectTensorLike } from "./expect.ts";
import { showTensors } from "./show_tensors.ts";
import { copyTensor, showable, Tensor } from "./tensor.ts";

/** What a {@linkcode Parameter} starts from. */
export interface ParameterOptions {
  /** The shape of the value and of its gradient. */
  readonly shape: readonly number[];
  /** The first value: an array in row-major order, one number for all, or a function of the index. 0 by default. */
  readonly init?: ArrayLike<number> | number | ((index: number) => number);
  /** Type of the elements, `"f32"` by default. */
  readonly dtype?: FloatDType;
}

/** The buffers of a collection of parameters. */
export interface Joined {
  readonly layout: Layout;
  /** All values. */
  readonly values: Tensor;
  /** All accumulated gradients. */
  readonly gradients: Tensor;
  /** What additions into the gradients rounded away, where that is kept. */
  lost: Tensor | null;
  /** The `Ticks` that trains them: the last one that was made. */
  owner: object | null;
}

let lostOf: (parameter: Parameter) => Tensor | null;

/** Moves a parameter into a collection; for `Parameters` only. */
export let joinParameter: (
  parameter: Parameter,
  name: string,
  joined: Joined,
  place: Place,
) => void;

/** Where what additions into a parameter's gradient round away is kept; null where it is not. */
export function lost(parameter: Parameter): Tensor | null {
  return lostOf(parameter);
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
  /** The shape of the value and of its gradient. */
  readonly shape: readonly number[];
  /** The type of its elements. */
  readonly dtype: FloatDType;
  #name = "";
  #value: Tensor;
  #grad: Tensor;
  #collection: { readonly joined: Joined; readonly place: Place } | null = null;

  static {
    joinParameter = (parameter, name, joined, place) => {
      const { layout, values, gradients } = joined;
      const value = layout.at(values, place),
        grad = layout.at(gradients, place);
      copyTensor(parameter.#value, value);
      copyTensor(parameter.#grad, grad);
      parameter.#value.dispose();
      parameter.#grad.dispose();
      parameter.#name = name;
      parameter.#value = value;
      parameter.#grad = grad;
      parameter.#collection = { joined, place };
    };
    lostOf = (parameter) => {
      const { joined, place } = parameter.#collection ?? {};
      return joined?.lost ? joined.layout.at(joined.lost, place!) : null;
    };
  }

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
    this.shape = shape;
    this.dtype = dtype;
    [this.#value, this.#grad] = device.unscoped(() => [
      device.tensor(values, shape),
      device.zeros(shape, { dtype }),
    ]);
  }

  /** Its name in the collection that it joined; empty before. */
  get name(): string {
    return this.#name;
  }

  /** The value. Joining a collection moves it: ask for it anew. */
  get value(): Tensor {
    return this.#value;
  }

  /** The accumulated gradient: the sum of what backward passes added since it was zeroed. */
  get grad(): Tensor {
    return this.#grad;
  }

  /** Whether it has joined a collection. */
  get joined(): boolean {
    return this.#collection !== null;
  }

  /**
   * Adds a gradient, for layers written by hand: `grad += scale * gradient`.
   *
   * @throws {TypeError} when shape, dtype or device does not fit
   * @throws {RangeError} when `scale` is not finite
   */
  addGradient(
    gradient: Tensor | FloatArray,
    options: { readonly scale?: number } = {},
  ): void {
    const caller = `${this.name || "parameter"}.addGradient`;
    const { scale = 1 } = options, name = `${caller}: gradient`;
    checkScale(caller, scale);
    if (gradient instanceof Tensor) {
      expectTensorLike(name, gradient, this.#grad, this.shape);
      addScaled(gradient, this.#grad, scale, lost(this));
    } else {
      expectArray(name, gradient, this.dtype, this.shape);
      using copy = this.#value.device.tensor(gradient, this.shape);
      addScaled(copy, this.#grad, scale, lost(this));
    }
  }

  /** Sets the gradient to zero: the first of the article's four moves. */
  zeroGrad(): void {
    this.grad.zero();
  }

  /** Shape, dtype and device in a line. */
  toString(): string {
    return `Parameter(${this.name ? `${this.name}, ` : ""}${
      formatShape(this.shape)
    }, ${this.dtype}, ${this.value.device.kind})`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: a table of value and gradient, and heat maps; it reads all values. */
  [Symbol.for("Jupyter.display")](): Promise<Record<string, unknown>> {
    return showTensors(`Parameter ${this.name}`.trim(), [
      showable(this.value, "value"),
      showable(this.grad, "gradient"),
    ], { details: true });
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
