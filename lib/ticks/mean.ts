/**
 * The mean of what was summed.
 *
 * @module
 */

import { defineKernel } from "../device/kernel.ts";
import type { Tensor } from "../device/tensor.ts";
import assembly from "./mean.wasm.base64" with { type: "text" };
import code from "./mean.wgsl" with { type: "text" };

const all = ({ length }: Readonly<Record<string, number>>) => [length];

/** `mean = (sum + lost) / count`. */
export const meanKernel = defineKernel({
  name: "mean",
  wgsl: code,
  tensors: {
    sum: { access: "read", shape: all },
    lost: { access: "read", optional: true, shape: all },
    mean: { access: "write", shape: all },
  },
  arguments: { length: "u32", count: "f32" },
  dispatch: ({ length }) => ({
    constants: { WORKGROUP: 64 },
    workgroups: Math.ceil(length / 64),
  }),
  definition({ sum, lost, mean }, { length, count }) {
    for (let i = 0; i < length; i++) {
      mean[i] = (lost ? sum[i] + lost[i] : sum[i]) / count;
    }
  },
  assembly: {
    code: assembly,
    parts: ({ length }) => Math.ceil(length / 1024),
  },
});

/** Writes `(sum + lost) / count` into `mean`. */
export function writeMean(
  sum: Tensor,
  lost: Tensor | null,
  count: number,
  mean: Tensor,
): void {
  sum.device.run(meanKernel, { sum, lost, mean }, { length: sum.size, count });
}
