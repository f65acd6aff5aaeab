/**
 * What operations ask of their tensors before anything changes.
 *
 * @module
 */

import { checkOnDevice } from "./device.ts";
import { equalShapes, formatShape } from "./shape.ts";
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
