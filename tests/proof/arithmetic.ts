/**
 * What a device's arithmetic is, in eight digits. The names of drivers do not tell their versions apart, and
 * the errors of kernels hang on how a driver computes a root or an exponential: where the digits are those
 * of the page, its errors must be so too.
 *
 * @module
 */

import { randomNormal } from "../../lib/check/random.ts";
import { defineKernel, type Device } from "../../mod.ts";

const count = 4096;

/** What kernels compute with, beyond single sums, differences and products. */
const arithmetic = defineKernel({
  name: "arithmetic",
  wgsl: `
    struct Arguments { length: u32 }

    @group(0) @binding(0) var<storage, read> x: array<f32>;
    @group(0) @binding(1) var<storage, read_write> y: array<f32>;
    @group(1) @binding(0) var<uniform> args: Arguments;

    @compute @workgroup_size(64)
    fn main(@builtin(global_invocation_id) id: vec3u) {
      let i = id.x;
      if (i >= args.length) {
        return;
      }
      let a = x[i];
      let b = x[(i + 1u) % args.length];
      y[i] = exp(a);
      y[args.length + i] = log(abs(a));
      y[2u * args.length + i] = 1.0 / sqrt(abs(a));
      y[3u * args.length + i] = a / b;
      y[4u * args.length + i] = a * b + 1.0;
    }`,
  tensors: {
    x: { access: "read", shape: ({ length }) => [length] },
    y: { access: "write", shape: ({ length }) => [5, length] },
  },
  arguments: { length: "u32" },
  dispatch: ({ length }) => ({
    constants: {},
    workgroups: Math.ceil(length / 64),
  }),
  definition({ x, y }, { length }) {
    for (let i = 0; i < length; i++) {
      const a = x[i], b = x[(i + 1) % length];
      y[i] = Math.exp(a);
      y[length + i] = Math.log(Math.abs(a));
      y[2 * length + i] = 1 / Math.sqrt(Math.abs(a));
      y[3 * length + i] = a / b;
      y[4 * length + i] = a * b + 1;
    }
  },
});

/** The first digits of a hash of what the device computes: in f64 on the CPU, in f32 elsewhere. */
export async function arithmeticOf(device: Device): Promise<string> {
  const values = randomNormal(count, 1);
  const cpu = device.kind === "cpu";
  using x = device.tensor(cpu ? values : Float32Array.from(values));
  using y = device.empty([5, count], { dtype: cpu ? "f64" : "f32" });
  device.run(arithmetic, { x, y }, { length: count });
  const [given, computed] = await Promise.all([x.read(), y.read()]);
  const all = Float64Array.of(...given, ...computed);
  const hash = await crypto.subtle.digest("SHA-256", all.buffer);
  return [...new Uint8Array(hash, 0, 4)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
