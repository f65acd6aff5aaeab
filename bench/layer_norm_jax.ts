/**
 * Layer normalisation in jax-js, under `jit`, its gradients by `vjp`, in two forms: neither is the faster
 * one everywhere.
 *
 * @module
 */

import * as jax from "@jax-js/jax";
import type { Inputs, Peer, Shape } from "./layer_norm_peer.ts";
import type { Contender } from "./timing.ts";

type Norm = (x: jax.Array, weight: jax.Array, bias: jax.Array) => jax.Array;

const forms: readonly Norm[] = [
  // Its own function, with the variance E[x²] - E[x]².
  (x, weight, bias) =>
    jax.nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias),
  // The textbook's: the mean of the squared deviations.
  (x, weight, bias) => {
    const mean = x.ref.mean(-1, { keepdims: true });
    const deviation = x.sub(mean);
    const variance = jax.numpy.square(deviation.ref).mean(-1, {
      keepdims: true,
    });
    const rstd = jax.numpy.reciprocal(jax.numpy.sqrt(variance.add(1e-5)));
    return deviation.mul(rstd).mul(weight).add(bias);
  },
];

/** Starts the work. jax-js does only what is asked for; on Wasm asking is waiting. */
async function start(outputs: jax.Array[]): Promise<void> {
  if (outputs[0]?.device === "webgpu") {
    for (const output of outputs) await output.gpuBuffer(); // submits, disposes, does not wait
  } else {
    await jax.blockUntilReady(outputs);
    for (const output of outputs) output.dispose();
  }
}

function contender(pass: () => jax.Array[]): Contender {
  return {
    async run(repeats) {
      for (let k = 1; k < repeats; k++) await start(pass());
      const [last, ...others] = pass();
      await start(others);
      await last.slice([0, 1], [0, 1]).data(); // the queue keeps the order
    },
  };
}

/**
 * What jax-js computes on one of its devices, in each form.
 *
 * @throws {Error} when it cannot use the device
 */
export async function jaxPeers(
  device: "webgpu" | "wasm",
  [rows, width]: Shape,
  inputs: Inputs,
): Promise<Peer[]> {
  const name = `jax-js ${device === "webgpu" ? "WebGPU" : "Wasm"}`;
  const ready = await jax.init(device);
  if (!ready.includes(device)) throw new Error(`${name} does not start`);
  jax.defaultDevice(device);
  const array = (values: Float32Array, shape: number[]) =>
    jax.numpy.array(values as Float32Array<ArrayBuffer>).reshape(shape);
  const x = array(inputs.x, [rows, width]);
  const dy = array(inputs.dy, [rows, width]);
  const weight = array(inputs.weight, [width]);
  const bias = array(inputs.bias, [width]);
  await jax.blockUntilReady([x, dy, weight, bias]);

  return forms.map((norm): Peer => {
    const forward = jax.jit(norm);
    const forwardBackward = jax.jit(
      (x: jax.Array, weight: jax.Array, bias: jax.Array, dy: jax.Array) => {
        const [y, pullback] = jax.vjp(norm, [x, weight, bias]);
        return [y, ...pullback(dy) as unknown as jax.Array[]];
      },
    );
    const all = () => forwardBackward(x.ref, weight.ref, bias.ref, dy.ref);
    return {
      name,
      contenders: {
        forward: contender(() => [forward(x.ref, weight.ref, bias.ref)]),
        "forward + backward": contender(all),
      },
      async outputs() {
        const [y, dx, dweight, dbias] = await Promise.all(
          all().map(async (output) => await output.data() as Float32Array),
        );
        return { y, dx, dweight, dbias };
      },
    };
  });
}
