/**
 * Run by memory_test.ts without any permission: forward and backward 10,000 times, never yielding, once
 * with `scope` and once with `dispose`, and prints by how many bytes the process grew after a warm-up.
 */

import { layerNorm, layerNormBackward, openDevice } from "../../mod.ts";

const device = await openDevice(Deno.args[0] as "cpu" | "webgpu");
const shape = [16, 256];
const values = (scale: number) =>
  new Float32Array(16 * 256).map((_, i) => Math.sin(i * scale));
const x = device.tensor(values(1), shape);
const dy = device.tensor(values(0.7), shape);
const weight = device.tensor(values(0.3).slice(0, 256));
const bias = device.zeros([256]);

function withScope(): void {
  device.scope(() => {
    const { saved } = layerNorm(x, { weight, bias });
    layerNormBackward(dy, { x, saved, weight, bias });
  });
}

function withDispose(): void {
  const { y, saved } = layerNorm(x, { weight, bias });
  const gradients = layerNormBackward(dy, { x, saved, weight, bias });
  for (const tensor of [y, saved, ...Object.values(gradients)]) {
    tensor?.dispose();
  }
}

const grown: number[] = [];
for (const call of [withScope, withDispose]) {
  for (let i = 0; i < 1_000; i++) call();
  const before = Deno.memoryUsage().rss;
  for (let i = 0; i < 10_000; i++) call();
  grown.push(Deno.memoryUsage().rss - before);
}
const y = await layerNorm(x, { weight, bias }).y.read();
console.log(JSON.stringify({ grown, finite: y.every(Number.isFinite) }));
