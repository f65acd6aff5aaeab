/**
 * Copying: what the memory allows, and so the limit of everything that reads and writes it.
 *
 * @module
 */

import { defineKernel, type Device, type Tensor } from "../mod.ts";
import { type Contender, fastestOf } from "./timing.ts";

const workgroup = 64;

/** `target = source`, four values at a time, so many times four in each invocation. */
const copyKernel = (vectors: number) =>
  defineKernel({
    name: "copy",
    wgsl: `
      override WORKGROUP: u32;
      override VECTORS: u32;
      @group(0) @binding(0) var<storage, read> source: array<vec4f>;
      @group(0) @binding(1) var<storage, read_write> destination: array<vec4f>;
      @group(1) @binding(0) var<uniform> length: u32;

      @compute @workgroup_size(WORKGROUP)
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) local: u32,
      ) {
        let start = (group.x + group.y * groups.x) * WORKGROUP * VECTORS + local;
        for (var k = 0u; k < VECTORS; k++) {
          let i = start + k * WORKGROUP;
          if (i < length / 4u) {
            destination[i] = source[i];
          }
        }
      }`,
    tensors: {
      source: { access: "read", shape: ({ length }) => [length] },
      destination: { access: "write", shape: ({ length }) => [length] },
    },
    arguments: { length: "u32" },
    dispatch: ({ length }) => ({
      constants: { WORKGROUP: workgroup, VECTORS: vectors },
      workgroups: Math.ceil(length / 4 / workgroup / vectors),
    }),
    definition({ source, destination }) {
      destination.set(source);
    },
  });

/** A copy of a tensor, whose length is a multiple of 4: on the CPU `TypedArray.set`, else the faster of two kernels. */
export function copyContender(
  device: Device,
  source: Tensor,
): Promise<Contender> {
  const destination = device.empty(source.shape);
  const args = { length: source.size };
  const candidates = (device.kind === "cpu" ? [1] : [1, 16]).map(
    (vectors): Contender => {
      const kernel = copyKernel(vectors);
      return {
        async run(repeats) {
          for (let k = 0; k < repeats; k++) {
            device.run(kernel, { source, destination }, args);
          }
          await finished(device);
        },
      };
    },
  );
  return fastestOf(candidates);
}

/** Waits until the device has done what it was told: its queue keeps the order, so one value read after it will do. */
export async function finished(device: Device): Promise<void> {
  using value = device.empty([1]);
  await value.read();
}
