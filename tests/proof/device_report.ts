/**
 * What is measured on one device: kernels, PyTorch's golden values in f32, properties. As a script it
 * prints the reports of this process's devices.
 *
 * @module
 */

import type { Kernel } from "../../lib/device/kernel.ts";
import type { Device } from "../../mod.ts";
import { bounds } from "../bounds.ts";
import { devices, nameOf } from "../devices.ts";
import { goldenLayerNorm } from "../golden/mod.ts";
import { goldenOptimizers } from "../golden/optimizers.ts";
import { goldenErrors, type Output } from "../norm/golden_errors.ts";
import { layerNormProperties } from "../norm/layer_norm_properties.ts";
import { runOn } from "../norm/layer_norm_window.ts";
import { stepSpacings } from "../optim/golden_steps.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { compareKernel } from "./compare_kernel.ts";
import { casesPerKernel, kernelCases, registry } from "./kernel_cases.ts";
import { inUnits, relative } from "./numbers.ts";

/** Something measured, as it stands in a table. */
export interface Row {
  readonly name: string;
  readonly bound: string;
  readonly error: string;
  /** What is wrong; none where nothing is. */
  readonly failures: readonly string[];
}

/** Everything measured on a device; texts only, so that JSON keeps NaN and infinity. */
export interface DeviceReport {
  /** The device in a word. */
  readonly name: string;
  readonly adapter: string;
  /** Its arithmetic in eight digits. */
  readonly arithmetic: string;
  /** Errors in units in the last place; a row fails also when a second run has other bits. */
  readonly kernels: readonly (Row & { readonly sameBits: boolean })[];
  readonly pyTorch: readonly Row[];
  readonly properties: readonly Row[];
}

/** Measures a device; a GPU's answers take their time, so that all wait side by side. */
export async function reportOn(device: Device): Promise<DeviceReport> {
  return {
    name: nameOf(device) === "cpu" ? "CPU" : nameOf(device),
    adapter: device.adapter.name,
    arithmetic: await arithmeticOf(device),
    kernels: await Promise.all(
      registry.map((kernel) => kernelRow(device, kernel)),
    ),
    pyTorch: [
      ...await layerNormRows(device),
      ...await Promise.all(goldenOptimizers.map(async (golden) => {
        const error = await stepSpacings(device, golden);
        const bound = bounds.optimizerSpacings;
        const name = `single steps of ${golden.name}, in units`;
        return row(name, error, bound, inUnits);
      })),
    ],
    properties: await Promise.all(
      layerNormProperties.map(async ({ name, bound, measure }) =>
        row(name, await measure(runOn(device)), bound, relative)
      ),
    ),
  };
}

function row(
  name: string,
  error: number,
  bound: number,
  format: (value: number) => string,
): Row {
  const failures = error <= bound
    ? []
    : [`${name}: the error is ${error}, expected at most ${bound}`];
  return { name, error: format(error), bound: format(bound), failures };
}

async function kernelRow(device: Device, kernel: Kernel) {
  const failures: string[] = [];
  let worst = 0, largestBound = 0, sameBits = true, compared = 0;
  for (const inputs of kernelCases(kernel, casesPerKernel)) {
    const where = `${kernel.name} with ${JSON.stringify(inputs.args)}`;
    const found = await compareKernel(device, kernel, inputs);
    if (!found.sameBits) {
      sameBits = false;
      failures.push(`${where}: a second run gives other bits`);
    }
    for (const { name, relative, spacings, bound } of found.outputs) {
      compared++;
      worst = Math.max(worst, spacings);
      largestBound = Math.max(largestBound, bound);
      if (relative <= bound) continue;
      failures.push(
        `${where}: the error of ${name} is ${relative}, expected at most ${bound}`,
      );
    }
  }
  if (compared === 0) failures.push(`${kernel.name} gave nothing to compare`);
  return {
    name: kernel.name,
    error: inUnits(worst),
    bound: relative(largestBound),
    sameBits,
    failures,
  };
}

async function layerNormRows(device: Device): Promise<Row[]> {
  const all = await Promise.all(
    goldenLayerNorm.map((golden) => goldenErrors(device, golden, Float32Array)),
  );
  return (["y", "dx", "dweight", "dbias"] as Output[]).map((output) => {
    const errors = all.flatMap((found) => found.get(output) ?? []);
    const name = `${output} of layerNorm`;
    return row(name, Math.max(...errors), bounds.layerNormF32, relative);
  });
}

if (import.meta.main) {
  const reports: DeviceReport[] = [];
  for (const device of devices) reports.push(await reportOn(device));
  console.log(JSON.stringify(reports));
}
