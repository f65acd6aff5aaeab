/**
 * Every kernel of the registry: what runs on this process's devices against the TypeScript that defines
 * it, on generated sizes and values. A new kernel enters by being registered.
 */

import { assert } from "@std/assert";
import { numRuns, testOnEachDevice } from "./devices.ts";
import { compareKernel } from "./proof/compare_kernel.ts";
import { kernelCases, registry } from "./proof/kernel_cases.ts";

for (const kernel of registry) {
  testOnEachDevice(
    `${kernel.name} computes what it defines`,
    async (device) => {
      let compared = 0;
      for (const inputs of kernelCases(kernel, numRuns)) {
        const where = `with ${JSON.stringify(inputs.args)}`;
        const { outputs, sameBits } = await compareKernel(
          device,
          kernel,
          inputs,
        );
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
    },
  );
}
