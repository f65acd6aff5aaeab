/**
 * What operations ask of their tensors before anything changes.
 *
 * @module
 */

import { checkOnDevice } from "./device.ts";
import { arrayOf, dtypeOf, type FloatDType } from "./dtype.ts";
import { equalShapes, formatShape, sizeOfShape } from "./shape.ts";
import { describeArray, Tensor, viewOf } from "./tensor.ts";

/**
 * Refuses what is no tensor, or disposed.
 *
 * @throws {TypeError} with the argument's name
 */
export function expectTensor(
  name: string,
  value: unknown,
): asserts value is Tensor {
  if (!(value instanceof Tensor)) {
    throw new TypeError(
      `${name} is ${
        describeArray(value)
      }, expected a Tensor; make one with device.tensor(data, shape)`,
    );
  }
  viewOf(value);
}

/**
 * Refuses a tensor that is not of this shape, or not of the dtype and on the device of `like`.
 *
 * @throws {TypeError} with the argument's name, what came and what was expected
 */
export function expectTensorLike(
  name: string,
  value: unknown,
  like: Tensor,
  shape: readonly number[],
): asserts value is Tensor {
  expectTensor(name, value);
  checkOnDevice(name, value, like.device);
  if (value.dtype !== like.dtype) {
    throw new TypeError(
      `${name} has dtype ${value.dtype}, expected ${like.dtype} as the other tensors; make it from a ${
        like.dtype === "f64" ? "Float64Array" : "Float32Array"
      }`,
    );
  }
  if (!equalShapes(value.shape, shape)) {
    throw new TypeError(
      `${name} has shape ${formatShape(value.shape)}, expected ${
        formatShape(shape)
      }`,
    );
  }
}

/**
 * Refuses what is no typed array of this dtype with as many values as the shape has.
 *
 * @throws {TypeError} with the argument's name, what came and what was expected
 */
export function expectArray(
  name: string,
  value: unknown,
  dtype: FloatDType,
  shape: readonly number[],
): void {
  if (dtypeOf(value) !== dtype) {
    throw new TypeError(
      `${name} is ${describeArray(value)}, expected a ${
        arrayOf[dtype].name
      } as the values have dtype ${dtype}`,
    );
  }
  const { length } = value as ArrayLike<number>, size = sizeOfShape(shape);
  if (length !== size) {
    throw new TypeError(
      `${name} has ${length} values, expected ${size} for shape ${
        formatShape(shape)
      }`,
    );
  }
}

/**
 * Refuses a factor that is not finite, also not in f32, where a GPU multiplies.
 *
 * @throws {RangeError} with the caller's name
 */
export function checkScale(caller: string, scale: number): void {
  if (!Number.isFinite(Math.fround(scale))) {
    throw new RangeError(
      `${caller}: scale is ${scale}, expected a finite number in f32`,
    );
  }
}
