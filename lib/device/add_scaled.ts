/**
 * Adding an array to an accumulated one.
 *
 * @module
 */

import assembly from "./add_scaled.wasm.base64" with { type: "text" };
import code from "./add_scaled.wgsl" with { type: "text" };
import type { FloatArray } from "./dtype.ts";
import { defineKernel } from "./kernel.ts";
import type { Tensor } from "./tensor.ts";
import twoSum from "./two_sum.wgsl" with { type: "text" };

const all = ({ length }: Readonly<Record<string, number>>) => [length];

/** `sum[i] += b`; with `lost`, what the rounding takes is kept there (two-sum: Knuth, 1969). */
export function addTo(
  sum: FloatArray,
  lost: FloatArray | null,
  i: number,
  b: number,
): void {
  const a = sum[i];
  sum[i] = a + b;
  if (lost) {
    const s = sum[i], t = s - a; // rounded to the type of the array
    lost[i] += (a - (s - t)) + (b - t);
  }
}

/** `sum += scale * values`; what the additions round away is added into `lost` where it is given. */
export const addScaledKernel = defineKernel({
  name: "add_scaled",
  wgsl: twoSum + code,
  tensors: {
    values: { access: "read", shape: all },
    sum: { access: "add", shape: all },
    lost: { access: "add", optional: true, shape: all },
  },
  arguments: { length: "u32", scale: "f32" },
  dispatch: ({ length }) => ({
    constants: { WORKGROUP: 64 },
    workgroups: Math.ceil(length / 64),
  }),
  definition({ values, sum, lost }, { length, scale }) {
    for (let i = 0; i < length; i++) {
      addTo(sum, lost, i, scale * values[i]);
    }
  },
  assembly: {
    code: assembly,
    parts: ({ length }) => Math.ceil(length / 1024),
  },
});

/** Adds `scale * values` into `sum`. */
export function addScaled(
  values: Tensor,
  sum: Tensor,
  scale = 1,
  lost: Tensor | null = null,
): void {
  sum.device.run(
    addScaledKernel,
    { values, sum, lost },
    { length: sum.size, scale },
  );
}
