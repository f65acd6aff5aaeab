/**
 * A step of adamw as people write it in TypeScript: a loop for the norm, and one for the rest.
 *
 * @module
 */

import {
  adamwSettings,
  type Inputs,
  type Peer,
  type Settings,
} from "./step_peer.ts";

/** The loop as a peer. */
export function loopPeer(inputs: Inputs): Peer {
  const loop = new AdamwLoop(inputs.value);
  const gradient = inputs.gradient.slice();
  const prepare = () => gradient.set(inputs.gradient);
  return {
    name: "plain loop",
    settings: adamwSettings,
    contender: {
      prepare,
      run(repeats) {
        for (let k = 0; k < repeats; k++) loop.step(gradient, adamwSettings);
      },
    },
    firstStep() {
      prepare();
      loop.step(gradient, adamwSettings);
      return loop.value;
    },
  };
}

/** The values after one step, for comparing. */
export function loopStep(inputs: Inputs, settings: Settings): Float32Array {
  const loop = new AdamwLoop(inputs.value);
  loop.step(inputs.gradient.slice(), settings);
  return loop.value;
}

/** Values and moments. */
class AdamwLoop {
  readonly value: Float32Array;
  readonly #m: Float32Array;
  readonly #v: Float32Array;
  #steps = 0;

  constructor(value: Float32Array) {
    this.value = value.slice();
    this.#m = new Float32Array(value.length);
    this.#v = new Float32Array(value.length);
  }

  /** Changes the values and zeroes the gradient. */
  step(gradient: Float32Array, settings: Settings): void {
    const { count, learningRate, beta1, beta2, eps, weightDecay, clipNorm } =
      settings;
    const value = this.value, m = this.#m, v = this.#v;
    const size = value.length, steps = ++this.#steps;
    let squares = 0;
    for (let i = 0; i < size; i++) squares += gradient[i] * gradient[i];
    const norm = Math.sqrt(squares) / count;
    const scale = Math.min(1, clipNorm / (norm + 1e-6)) / count;
    const correction1 = 1 - beta1 ** steps;
    const correction2 = Math.sqrt(1 - beta2 ** steps);
    for (let i = 0; i < size; i++) {
      const g = gradient[i] * scale;
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      value[i] -= learningRate *
        (m[i] / correction1 / (Math.sqrt(v[i]) / correction2 + eps) +
          weightDecay * value[i]);
      gradient[i] = 0;
    }
  }
}
