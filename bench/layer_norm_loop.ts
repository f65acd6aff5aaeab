/**
 * Layer normalisation as people write it in TypeScript: the two-pass loop over typed arrays.
 *
 * @module
 */

import type { Inputs, Peer, Shape } from "./layer_norm_peer.ts";

/** The loop as a peer. */
export function loopPeer([rows, width]: Shape, inputs: Inputs): Peer {
  const { x, dy, weight, bias } = inputs;
  const loop = new LayerNormLoop(rows, width);
  return {
    name: "plain loop",
    contenders: {
      forward: {
        run(repeats) {
          for (let k = 0; k < repeats; k++) loop.forward(x, weight, bias);
        },
      },
      "forward + backward": {
        run(repeats) {
          for (let k = 0; k < repeats; k++) {
            loop.forward(x, weight, bias);
            loop.backward(x, weight, dy);
          }
        },
      },
    },
    outputs() {
      loop.forward(x, weight, bias);
      loop.backward(x, weight, dy);
      return loop;
    },
  };
}

/** The arrays of a pass over `rows` rows of `width` values. */
class LayerNormLoop {
  readonly y: Float32Array;
  readonly dx: Float32Array;
  readonly dweight: Float32Array;
  readonly dbias: Float32Array;
  readonly #mean: Float32Array;
  readonly #rstd: Float32Array;

  constructor(readonly rows: number, readonly width: number) {
    this.y = new Float32Array(rows * width);
    this.dx = new Float32Array(rows * width);
    this.dweight = new Float32Array(width);
    this.dbias = new Float32Array(width);
    this.#mean = new Float32Array(rows);
    this.#rstd = new Float32Array(rows);
  }

  /** Overwrites `y`. */
  forward(x: Float32Array, weight: Float32Array, bias: Float32Array): void {
    const { rows, width, y } = this;
    for (let row = 0; row < rows; row++) {
      const start = row * width;
      let sum = 0;
      for (let j = 0; j < width; j++) sum += x[start + j];
      const mean = sum / width;
      let squares = 0;
      for (let j = 0; j < width; j++) {
        const deviation = x[start + j] - mean;
        squares += deviation * deviation;
      }
      const rstd = 1 / Math.sqrt(squares / width + 1e-5);
      for (let j = 0; j < width; j++) {
        y[start + j] = (x[start + j] - mean) * rstd * weight[j] + bias[j];
      }
      this.#mean[row] = mean;
      this.#rstd[row] = rstd;
    }
  }

  /** Overwrites `dx` and adds into `dweight` and `dbias`; `forward` comes first. */
  backward(x: Float32Array, weight: Float32Array, dy: Float32Array): void {
    const { rows, width, dx, dweight, dbias } = this;
    for (let row = 0; row < rows; row++) {
      const start = row * width;
      const mean = this.#mean[row], rstd = this.#rstd[row];
      let sum = 0, product = 0;
      for (let j = 0; j < width; j++) {
        const xhat = (x[start + j] - mean) * rstd;
        const g = dy[start + j] * weight[j];
        sum += g;
        product += g * xhat;
        dweight[j] += dy[start + j] * xhat;
        dbias[j] += dy[start + j];
      }
      sum /= width;
      product /= width;
      for (let j = 0; j < width; j++) {
        const xhat = (x[start + j] - mean) * rstd;
        dx[start + j] = rstd *
          (dy[start + j] * weight[j] - sum - xhat * product);
      }
    }
  }
}
