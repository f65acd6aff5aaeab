/**
 * The Gaussian error linear unit, GELU (Hendrycks and Gimpel, 2016).
 *
 * @module
 */

import { expectTensor, expectTensorLike } from "../lib/device/expect.ts";
import finite from "../lib/device/finite.wgsl" with { type: "text" };
import {
  defineKernel,
  type Dispatch,
  type Forward,
  keeping,
  type Parameter,
  type Tensor,
} from "../mod.ts";
import forwardCode from "./gelu.wgsl" with { type: "text" };
import backwardCode from "./gelu_backward.wgsl" with { type: "text" };
import logisticCode from "./logistic.wgsl" with { type: "text" };

const scale = 2 * Math.sqrt(2 / Math.PI), cube = 0.044715;

/** 1 / (1 + exp(-z)): (1 + tanh(z / 2)) / 2 in other words, which no adapter's tanh makes inexact. */
const logistic = (x: number) =>
  1 / (1 + Math.exp(-scale * (x + cube * x ** 3)));

const all = ({ length }: Readonly<Record<string, number>>) => [length];
const dispatch = ({ length }: Readonly<Record<string, number>>): Dispatch => ({
  constants: { WORKGROUP: 64 },
  workgroups: Math.ceil(length / 64),
});

/** Overwrites `y`. */
export const geluForward = defineKernel({
  name: "gelu",
  wgsl: finite + logisticCode + forwardCode,
  tensors: {
    x: { access: "read", shape: all },
    y: { access: "write", shape: all },
  },
  arguments: { length: "u32" },
  dispatch,
  definition({ x, y }, { length }) {
    for (let i = 0; i < length; i++) {
      y[i] = Number.isFinite(x[i]) ? x[i] * logistic(x[i]) : NaN;
    }
  },
});

/** Overwrites `dx`. */
export const geluBackward = defineKernel({
  name: "gelu_backward",
  wgsl: finite + logisticCode + backwardCode,
  tensors: {
    dy: { access: "read", shape: all },
    x: { access: "read", shape: all },
    dx: { access: "write", shape: all },
  },
  arguments: { length: "u32" },
  dispatch,
  definition({ dy, x, dx }, { length }) {
    for (let i = 0; i < length; i++) {
      const s = logistic(x[i]), slope = scale * (1 + 3 * cube * x[i] ** 2);
      dx[i] = Number.isFinite(x[i])
        ? dy[i] * (s + x[i] * s * (1 - s) * slope)
        : NaN;
    }
  },
});

/**
 * The Gaussian error linear unit in its tanh form, PyTorch's `nn.GELU(approximate="tanh")`:
 *
 *     y = x / 2 * (1 + tanh(z / 2)) = x / (1 + exp(-z))    with z = 2 sqrt(2 / π) (x + 0.044715 x³)
 *
 * value by value, for any shape. It differs from the form with the error function, which WGSL does not
 * have, by 5e-4 at most. It has no parameters. NaN or infinity in `x` gives NaN in its place.
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { Gelu } from "jsr:@ticks/ticks@^0.1/examples";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const { y, backward } = new Gelu().forward(device.tensor([0, 1]));
 * assertAlmostEquals((await y.read())[1], 0.841192, 1e-6);
 * const dx = backward(device.tensor([1, 1]));
 * assertAlmostEquals((await dx.read())[0], 0.5);
 * ```
 */
export class Gelu {
  /** None. */
  readonly parameters: Readonly<Record<string, Parameter>> = Object.freeze({});

  /**
   * Maps `x` to `y` of the same shape. `x` stays alive with `backward`.
   *
   * @throws {TypeError} when `x` is no tensor of floating-point numbers, or disposed
   */
  forward(x: Tensor): Forward {
    const y = this.infer(x);
    const backward = keeping([x], (dy: Tensor) => {
      expectTensorLike("Gelu.backward: dy", dy, x, x.shape);
      const dx = x.device.empty(x.shape, { dtype: x.dtype });
      x.device.run(geluBackward, { dy, x, dx }, { length: x.size });
      return dx;
    });
    return { y, backward };
  }

  /**
   * Maps `x` and keeps nothing.
   *
   * @throws {TypeError} when `x` is no tensor of floating-point numbers, or disposed
   */
  infer(x: Tensor): Tensor {
    expectTensor("Gelu: x", x);
    const y = x.device.empty(x.shape, { dtype: x.dtype });
    x.device.run(geluForward, { x, y }, { length: x.size });
    return y;
  }

  /** Its form in a line. */
  toString(): string {
    return "Gelu(tanh)";
  }
}
