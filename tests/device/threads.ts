/**
 * Run by threads_test.ts without any permission: layer norm forward and backward until its threads are there, and
 * prints how many there are and whether they change a bit. Nothing ends them: the process ends by itself.
 */

import { CpuBackend } from "../../lib/device/cpu_backend.ts";
import { makeDevice } from "../../lib/device/device.ts";
import { layerNorm, layerNormBackward } from "../../mod.ts";

const backend = new CpuBackend({ threads: 3, patience: 0 });
const device = makeDevice({ kind: "cpu", backend });
const [rows, width] = [1500, 900];
const values = (scale: number, length = rows * width) =>
  new Float32Array(length).map((_, i) => Math.sin(i * scale));
const x = device.tensor(values(1), [rows, width]);
const dy = device.tensor(values(0.7), [rows, width]);
const weight = device.tensor(values(0.3, width));
const bias = device.tensor(values(0.1, width));

async function bits(): Promise<Uint32Array> {
  const { y, saved } = layerNorm(x, { weight, bias });
  const { dx, dweight, dbias } = layerNormBackward(dy, {
    x,
    saved,
    weight,
    bias,
  });
  const all = [y, saved, dx, dweight!, dbias!];
  const read = await Promise.all(all.map((tensor) => tensor.read()));
  return new Uint32Array(
    Float32Array.from(read.flatMap((array) => [...array])).buffer,
  );
}

const alone = await bits(); // the first kernel starts a thread, when it is done
let same = true;
for (let i = 0; i < 5; i++) {
  const shared = await bits();
  same &&= shared.every((value, i) => value === alone[i]);
}
console.log(JSON.stringify({ threads: backend.threads, same }));
