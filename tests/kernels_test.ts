/**
 * Every kernel of the registry: what runs on this process's devices against the TypeScript that defines
 * it, on generated sizes and values. A new kernel enters by being registered.
 */

import { assert, assertRejects } from "@std/assert";
import { CpuBackend } from "../lib/device/cpu_backend.ts";
import { makeDevice } from "../lib/device/device.ts";
import type { Kernel } from "../lib/device/kernel.ts";
import { kernels } from "../lib/kernels.ts";
import type { Device } from "../mod.ts";
import { cpu, numRuns, testOnEachDevice } from "./devices.ts";
import { compareKernel, runOn } from "./proof/compare_kernel.ts";
import { kernelCases, registry } from "./proof/kernel_cases.ts";

async function expectDefinition(device: Device, kernel: Kernel) {
  let compared = 0;
  for (const inputs of kernelCases(kernel, numRuns)) {
    const where = `with ${JSON.stringify(inputs.args)}`;
    const { outputs, sameBits } = await compareKernel(device, kernel, inputs);
    assert(sameBits, `a second run gives other bits ${where}`);
    for (const { name, relative, bound } of outputs) {
      assert(
        relative <= bound,
        `${name} ${where}: the error is ${relative}, expected at most ${bound}`,
      );
      compared++;
    }
  }
  assert(compared > 0, `${kernel.name} gave nothing to compare`);
}

for (const kernel of registry) {
  testOnEachDevice(
    `${kernel.name} computes what it defines`,
    (device) => expectDefinition(device, kernel),
  );
}

/** The CPU device where WebAssembly has no SIMD. */
const fallback = makeDevice({
  kind: "cpu",
  backend: new CpuBackend({ assembly: false }),
});

for (const kernel of kernels.filter(({ assembly }) => assembly)) {
  Deno.test(`${kernel.name} computes what it defines, in TypeScript in f32`, () =>
    expectDefinition(fallback, kernel));

  Deno.test(`${kernel.name} runs in WebAssembly where all is f32`, async () => {
    const called = new Error("the definition is called");
    const other = {
      ...kernel,
      definition() {
        throw called;
      },
    };
    const [inputs] = kernelCases(kernel, 1);
    await runOn(cpu, other, inputs);
    const { values } = inputs;
    const inF64 = Object.fromEntries(
      Object.entries(values).map(([name, array]) => [
        name,
        array instanceof Float32Array ? Float64Array.from(array) : array,
      ]),
    );
    await assertRejects(
      () => runOn(cpu, other, { ...inputs, values: inF64 }),
      Error,
      called.message,
    );
    await assertRejects(
      () => runOn(fallback, other, inputs),
      Error,
      called.message,
    );
  });
}
