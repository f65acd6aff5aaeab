/**
 * The same step in jax-js, under one `jit`. Its arrays do not change: value and moments are new ones, and
 * there is no gradient to zero.
 *
 * @module
 */

import * as jax from "@jax-js/jax";
import { adamwSettings, type Inputs, type Peer } from "./step_peer.ts";

/** Elements that are summed first; divides their number. */
const width = 1000;

/**
 * What jax-js computes on one of its devices.
 *
 * @throws {Error} when it cannot use the device
 */
export async function jaxPeer(
  device: "webgpu" | "wasm",
  inputs: Inputs,
): Promise<Peer> {
  const name = `jax-js ${device === "webgpu" ? "WebGPU" : "Wasm"}`;
  const ready = await jax.init(device);
  if (!ready.includes(device)) throw new Error(`${name} does not start`);
  jax.defaultDevice(device);
  const array = (values: Float32Array) =>
    jax.numpy.array(values as Float32Array<ArrayBuffer>);
  const gradient = array(inputs.gradient);
  let value = array(inputs.value);
  let m = jax.numpy.zeros([inputs.value.length]);
  let v = jax.numpy.zeros([inputs.value.length]);
  let steps = 0;
  await jax.blockUntilReady([gradient, value, m, v]);

  const { beta1, beta2 } = adamwSettings;
  const step = jax.jit(adamw);
  const advance = async () => {
    steps++;
    const correction1 = jax.numpy.array(1 - beta1 ** steps);
    const correction2 = jax.numpy.array(Math.sqrt(1 - beta2 ** steps));
    [value, m, v] = step(value, gradient.ref, m, v, correction1, correction2);
    await start([value, m, v]);
  };
  return {
    name,
    settings: adamwSettings,
    contender: {
      async run(repeats) {
        for (let k = 0; k < repeats; k++) await advance();
        await value.ref.slice([0, 1]).data(); // the queue keeps the order
      },
    },
    async firstStep() {
      await advance();
      return await value.ref.data() as Float32Array;
    },
  };
}

/** Starts the work: jax-js does only what is asked for; on Wasm asking is waiting. */
async function start(outputs: jax.Array[]): Promise<void> {
  if (outputs[0].device === "webgpu") {
    for (const output of outputs) await output.ref.gpuBuffer(); // submits, disposes the reference, does not wait
  } else await jax.blockUntilReady(outputs);
}

function adamw(
  value: jax.Array,
  gradient: jax.Array,
  m: jax.Array,
  v: jax.Array,
  correction1: jax.Array,
  correction2: jax.Array,
): jax.Array[] {
  const { count, learningRate, beta1, beta2, eps, weightDecay, clipNorm } =
    adamwSettings;
  const { minimum, reciprocal, sqrt, square } = jax.numpy;
  // In two stages: one sum of ten million is wrong in the third digit on Wasm, and llvmpipe ends its loop early.
  const squares = square(gradient.ref.reshape([-1, width])).sum(-1).sum();
  const norm = sqrt(squares).div(count);
  const clip = minimum(1, reciprocal(norm.add(1e-6)).mul(clipNorm));
  const g = gradient.mul(clip.div(count));
  const newM = m.mul(beta1).add(g.ref.mul(1 - beta1));
  const newV = v.mul(beta2).add(square(g).mul(1 - beta2));
  const direction = newM.ref.div(correction1).div(
    sqrt(newV.ref).div(correction2).add(eps),
  );
  const decayed = value.mul(1 - learningRate * weightDecay);
  return [decayed.sub(direction.mul(learningRate)), newM, newV];
}
