/**
 * Layer norm beside PyTorch's values in f64.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { maxRelativeError } from "../../lib/check/measures.ts";
import { type Device, layerNorm, layerNormBackward } from "../../mod.ts";
import type { GoldenCase } from "../golden/mod.ts";

/** What a layer norm gives. */
export type Output = "y" | "dx" | "dweight" | "dbias";

/**
 * The error of each output of a golden case, computed in the type of `array`; an output that PyTorch has
 * not is left out, and must be null here.
 */
export async function goldenErrors(
  device: Device,
  golden: GoldenCase,
  array: typeof Float32Array | typeof Float64Array,
): Promise<Map<Output, number>> {
  const { name, shape, normalizedShape, eps } = golden;
  const made: Disposable[] = [];
  const tensor = (values: Float64Array | null, lengths: number[]) => {
    const one = values && device.tensor(array.from(values), lengths);
    if (one) made.push(one);
    return one;
  };
  const options = {
    x: tensor(golden.x, shape)!,
    weight: tensor(golden.weight, normalizedShape),
    bias: tensor(golden.bias, normalizedShape),
    normalizedShape,
    eps,
  };
  const { x, ...parameters } = options;
  const { y, saved } = layerNorm(x, parameters);
  const gradients = layerNormBackward(tensor(golden.dy, shape)!, {
    x,
    saved,
    normalizedShape,
    weight: options.weight,
    bias: options.bias,
  });
  const actual = { y, ...gradients };
  const errors = new Map<Output, number>();
  for (const output of ["y", "dx", "dweight", "dbias"] as const) {
    const found = actual[output], expected = golden[output];
    const lengths = ["y", "dx"].includes(output) ? shape : normalizedShape;
    assertEquals(found?.shape, expected ? lengths : undefined, name);
    if (!found || !expected) continue;
    const values = await found.read();
    // At width 1 both are exactly 0; PyTorch leaves rounding errors there.
    const exact = sizeOf(normalizedShape) === 1 &&
      (output === "dx" || output === "dweight");
    errors.set(
      output,
      maxRelativeError(values, exact ? values.map(() => 0) : expected),
    );
  }
  for (const one of [...made, saved, ...Object.values(actual)]) {
    one?.[Symbol.dispose]();
  }
  return errors;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
