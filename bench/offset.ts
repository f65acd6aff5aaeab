/**
 * How the error of y grows with the offset of x: `deno run -A bench/offset.ts` prints a table for Ticks and
 * jax-js, beside `bench/offset_pytorch.py`. Largest difference over largest value, against f64 of the same
 * f32 inputs; 256 rows of 768, x = offset + N(0, 1), weight and bias N(0, 1).
 *
 * @module
 */

import { maxRelativeError, randomNormal } from "../lib/check/mod.ts";
import { type Device, layerNorm, openDevice } from "../mod.ts";
import { jaxPeers } from "./layer_norm_jax.ts";
import { markdownTable } from "./markdown.ts";

const [rows, width] = [256, 768];
const f32 = (size: number, seed: number, offset = 0) =>
  Float32Array.from(randomNormal(size, seed), (value) => offset + value);

async function solve(
  device: Device,
  inputs: Record<"x" | "weight" | "bias", Float32Array>,
  as: (values: Float32Array) => Float32Array | Float64Array = (values) =>
    values,
): Promise<ArrayLike<number>> {
  const tensor = (values: Float32Array, shape?: number[]) =>
    device.tensor(as(values), shape);
  const { y } = layerNorm(tensor(inputs.x, [rows, width]), {
    weight: tensor(inputs.weight),
    bias: tensor(inputs.bias),
  });
  return await y.read();
}

const cpu = await openDevice("cpu");
const gpu = await openDevice("webgpu").catch(() => null);
const offsets = [0, 1e2, 1e4, 1e6];
const table: Record<string, string[]> = {};
for (const offset of offsets) {
  const inputs = {
    x: f32(rows * width, 1, offset),
    weight: f32(width, 2),
    bias: f32(width, 3),
    dy: f32(rows * width, 4),
  };
  const exact = await solve(cpu, inputs, (values) => Float64Array.from(values));
  const add = (name: string, y: ArrayLike<number>) =>
    (table[name] ??= []).push(maxRelativeError(y, exact).toExponential(1));
  add("Ticks, CPU", await solve(cpu, inputs));
  if (gpu) add(`Ticks, ${gpu.adapter.name}`, await solve(gpu, inputs));
  const peers = await jaxPeers("wasm", [rows, width], inputs);
  const forms = ["jax-js Wasm, nn.standardize", "jax-js Wasm, two passes"];
  for (const [i, peer] of peers.entries()) {
    add(forms[i], (await peer.outputs()).y);
  }
}
console.log(markdownTable(
  ["error of y", ...offsets.map((offset) => `offset ${offset}`)],
  Object.entries(table).map(([name, errors]) => [name, ...errors]),
));
Deno.exit(); // jax-js keeps its workers
