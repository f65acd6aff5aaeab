/**
 * The loss of a window: a sum as the gradients are, of numbers or of tensors.
 *
 * @module
 */

import { addScaled } from "../device/add_scaled.ts";
import type { Device } from "../device/device.ts";
import type { FloatDType } from "../device/dtype.ts";
import { expectTensorLike } from "../device/expect.ts";
import { Tensor } from "../device/tensor.ts";
import { writeMean } from "./mean.ts";

/** What a window's losses are: numbers, tensors, or none; unknown before the first tick. */
export type LossKind = "number" | "tensor" | "none" | "unknown";

/** Adds up the losses of a window. */
export class LossSum {
  readonly #device: Device;
  /** The sum on the device, where losses are tensors. */
  readonly tensor: Tensor;
  #kind: LossKind = "unknown";
  #number = 0;

  constructor(device: Device, dtype: FloatDType) {
    this.#device = device;
    this.tensor = device.unscoped(() => device.zeros([], { dtype }));
  }

  /** What the open window's losses are. */
  get kind(): LossKind {
    return this.#kind;
  }

  /** The sum, where losses are numbers. */
  get number(): number {
    return this.#number;
  }

  /**
   * Refuses a loss that cannot be added to those of the window.
   *
   * @throws {TypeError} when it is neither a number nor a tensor of one value, or of another kind than before
   */
  check(caller: string, loss: number | Tensor | undefined): void {
    const kind = kindOf(caller, loss);
    if (loss instanceof Tensor) {
      const shape = loss.size === 1 ? loss.shape : [];
      expectTensorLike(`${caller}: loss`, loss, this.tensor, shape);
    }
    if (this.#kind !== "unknown" && kind !== this.#kind) {
      throw new TypeError(
        `${caller}: loss is ${words[kind]}, expected ${
          words[this.#kind]
        } as in the window's other ticks`,
      );
    }
  }

  /** Adds a loss that was checked. */
  add(loss: number | Tensor | undefined): void {
    this.#kind = kindOf("", loss);
    if (loss instanceof Tensor) addScaled(loss, this.tensor);
    else this.#number += loss ?? 0;
  }

  /** The sum over the count: a number for numbers, an unread tensor of one value for tensors. */
  mean(count: number): number | Tensor | undefined {
    if (this.#kind === "number") return this.#number / count;
    if (this.#kind !== "tensor") return undefined;
    const { dtype } = this.tensor;
    const mean = this.#device.unscoped(() => this.#device.empty([], { dtype }));
    writeMean(this.tensor, null, count, mean);
    return mean;
  }

  /** Starts anew, from nothing or from what was saved. */
  restart(kind: LossKind = "unknown", number = 0): void {
    this.#kind = kind;
    this.#number = number;
    this.tensor.zero();
  }
}

const words = {
  number: "a number",
  tensor: "a tensor",
  none: "left out",
  unknown: "unknown",
} as const;

function kindOf(caller: string, loss: unknown): LossKind {
  if (loss === undefined) return "none";
  if (loss instanceof Tensor) return "tensor";
  if (typeof loss === "number") return "number";
  throw new TypeError(
    `${caller}: loss is ${
      loss === null ? "null" : typeof loss
    }, expected a number or a tensor of one value`,
  );
}
