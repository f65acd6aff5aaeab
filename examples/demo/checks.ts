/**
 * The demo's numerical proof: gradients against finite differences, in f64 on the CPU, and the device
 * that trains against those.
 *
 * @module
 */

import {
  type Checks,
  gradcheck,
  type GradientReport,
  maxRelativeError,
  randomNormal,
  randomUniform,
} from "../../lib/check/mod.ts";
import { parametersIn } from "../../lib/device/parameters.ts";
import {
  type Device,
  type FloatArray,
  LayerNorm,
  openDevice,
} from "../../mod.ts";
import { crossEntropy, type Digits, digitsNetwork } from "../mod.ts";

/** Checks layer norm, cross entropy and the network, and the gradients of the device in f32. */
export async function checkGradients(
  checks: Checks,
  device: Device,
  digits: Digits,
): Promise<void> {
  const cpu = await openDevice("cpu");
  const bounded = (what: string, report: GradientReport) =>
    checks.atMost(what, worst(report), 1);

  const norm = new LayerNorm(8, { device: cpu, dtype: "f64" });
  norm.weight!.value.write(randomNormal(8, 1));
  bounded(
    "layer norm: error beside its bound",
    await gradcheck(norm, [cpu.tensor(randomNormal(24, 2), [3, 8])]),
  );

  const target = cpu.tensor(new Uint32Array([2, 0, 4]));
  const logits = (values: Float64Array) => cpu.tensor(values, [3, 5]);
  bounded(
    "cross entropy: error beside its bound",
    await gradcheck({
      forward: (x: Float64Array) =>
        crossEntropy(logits(x), target).loss.read<Float64Array>(),
      backward: async ([scale]: Float64Array, x: Float64Array) => [
        await crossEntropy(logits(x), target, { scale }).dlogits
          .read<Float64Array>(),
      ],
    }, [randomNormal(15, 3)]),
  );

  const small = digitsNetwork({ device: cpu, hidden: 2, dtype: "f64" });
  bounded(
    "digits network: error beside its bound",
    await gradcheck(small, [
      cpu.tensor(randomUniform(784, 4), [1, 784]),
    ]),
  );

  const actual = await gradientsOn(device, digits, "f32");
  const exact = await gradientsOn(cpu, digits, "f64");
  checks.atMost(
    `gradients on the ${
      device.kind === "cpu" ? "CPU" : "GPU"
    } in f32 against f64`,
    Math.max(...exact.map((values, i) => maxRelativeError(actual[i], values))),
    4e-6,
  );
}

/** The largest error over its bound. */
function worst({ checks }: GradientReport): number {
  return Math.max(...checks.map(({ worst }) => worst.error / worst.bound));
}

/** The gradients of all parameters over 64 digits. */
async function gradientsOn(
  device: Device,
  { images, labels }: Digits,
  dtype: "f32" | "f64",
): Promise<FloatArray[]> {
  const network = digitsNetwork({ device, hidden: 32, dtype });
  const parameters = Object.values(parametersIn(network));
  const array = dtype === "f64" ? Float64Array : Float32Array;
  for (const { value } of parameters) {
    value.write(array.from(Float32Array.from(await value.read()))); // the same numbers in both
  }
  const x = device.tensor(array.from(images.subarray(0, 64 * 784)), [64, 784]);
  const { y, backward } = network.forward(x);
  backward(crossEntropy(y, device.tensor(labels.subarray(0, 64))).dlogits);
  return await Promise.all(parameters.map(({ grad }) => grad.read()));
}
