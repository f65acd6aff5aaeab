/**
 * A training process that is killed at any moment: it goes on from its file, saves after every tick, and
 * writes what it ends with.
 *
 *     deno run -A tests/ticks/killed.ts DEVICE FOLDER
 *
 * @module
 */

import { randomNormal } from "../../lib/check/random.ts";
import { adamw, LayerNorm, openDevice, Parameters, Ticks } from "../../mod.ts";

const [kind, folder] = Deno.args;
const path = `${folder}/state.safetensors`;
const device = await openDevice(kind as "cpu" | "webgpu");
const norm = new LayerNorm(16, { device });
const parameters = Parameters.of({ norm });
const options = {
  every: (step: number) => 2 + step % 3,
  optimizer: adamw({ learningRate: (step) => 0.1 / (1 + step) }),
  clipNorm: 1,
};
const saved = await Deno.stat(path).then(() => true, () => false);
const ticks = saved
  ? await Ticks.load(path, parameters, options)
  : new Ticks(parameters, options);

/** The number of ticks before a step. */
const ticksBefore = (step: number) =>
  Array.from({ length: step }, (_, s) => options.every(s))
    .reduce((a, b) => a + b, 0);

const steps = 20;
while (ticks.step < steps) {
  const tick = ticksBefore(ticks.step) + ticks.pending;
  const rows = 1 + tick % 5;
  device.scope(() => {
    const x = Float32Array.from(randomNormal(16 * rows, tick));
    const { y, backward } = norm.forward(device.tensor(x, [rows, 16]));
    backward(y);
  });
  await ticks.tick(rows, { loss: tick });
  await ticks.save(path);
  if (Deno.args.includes("--slow")) await new Promise((r) => setTimeout(r, 2));
}
await Deno.writeFile(`${folder}/end.safetensors`, await ticks.save());
Deno.exit(0);
