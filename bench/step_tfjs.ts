/**
 * The adam of TensorFlow.js, which neither decays, clips nor zeroes.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { adamwSettings, type Inputs, type Peer } from "./step_peer.ts";

/**
 * What TensorFlow.js computes with one of its backends.
 *
 * @throws {Error} when it cannot use the backend
 */
export async function tfjsPeer(
  backend: "webgpu" | "wasm",
  inputs: Inputs,
): Promise<Peer> {
  const name = `TensorFlow.js ${backend === "webgpu" ? "WebGPU" : "Wasm"}`;
  if (backend === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  else await import("@tensorflow/tfjs-backend-wasm");
  if (!await tf.setBackend(backend)) throw new Error(`${name} does not start`);
  await tf.ready();
  const { learningRate, beta1, beta2, eps } = adamwSettings;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, eps);
  const value = tf.variable(tf.tensor1d(inputs.value), true, "value");
  const tensor = tf.tensor1d(inputs.gradient);
  const gradients = [{ name: "value", tensor }];
  const step = () => optimizer.applyGradients(gradients);
  return {
    name: `${name}, adam alone`,
    settings: {
      ...adamwSettings,
      count: 1,
      weightDecay: 0,
      clipNorm: Infinity,
    },
    contender: {
      async run(repeats) {
        for (let k = 0; k < repeats; k++) step();
        const first = tf.slice(value, [0], [1]);
        await first.data(); // the queue keeps the order
        first.dispose();
      },
    },
    async firstStep() {
      step();
      return await value.data() as Float32Array;
    },
  };
}
