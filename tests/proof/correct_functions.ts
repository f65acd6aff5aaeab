/** Right gradients of random functions, shapes, scales and offsets: none may raise an alarm. */

import { randomNormal, randomUniform } from "../../lib/check/mod.ts";

/** A function with its right gradient, and where to check it. */
export interface CorrectFunction {
  readonly name: string;
  readonly forward: (...inputs: Float64Array[]) => Float64Array;
  readonly backward: (
    dy: Float64Array,
    ...inputs: Float64Array[]
  ) => Float64Array[];
  readonly inputs: Float64Array[];
}

/** Functions of one number that make sense at any scale, with their derivatives. */
const powers = [
  ["square", (x: number) => x * x, (x: number) => 2 * x, false],
  ["cube", (x: number) => x ** 3, (x: number) => 3 * x * x, false],
  [
    "fifth power less x",
    (x: number) => x ** 5 - x,
    (x: number) => 5 * x ** 4 - 1,
    false,
  ],
  ["line", (x: number) => 3 * x + 1, () => 3, false],
  ["constant", () => 2, () => 0, false],
  ["reciprocal", (x: number) => 1 / x, (x: number) => -1 / (x * x), true],
  ["logarithm", Math.log, (x: number) => 1 / x, true],
  ["root", Math.sqrt, (x: number) => 0.5 / Math.sqrt(x), true],
] as const;

/** Functions of one number with a scale of their own. */
const curves = [
  ["tanh", Math.tanh, (x: number) => 1 - Math.tanh(x) ** 2],
  ["exp", Math.exp, Math.exp],
  ["sin", Math.sin, Math.cos],
  [
    "bell",
    (x: number) => Math.exp(-x * x),
    (x: number) => -2 * x * Math.exp(-x * x),
  ],
  [
    "softplus",
    (x: number) => Math.log1p(Math.exp(x)),
    (x: number) => 1 / (1 + Math.exp(-x)),
  ],
] as const;

const sum = (values: Float64Array) => values.reduce((total, v) => total + v, 0);

function softmax(x: Float64Array): Float64Array {
  const largest = Math.max(...x);
  const exps = x.map((v) => Math.exp(v - largest));
  const total = sum(exps);
  return exps.map((v) => v / total);
}

/** x^ and rstd of one row, by the corrected two-pass algorithm. */
function normalised(x: Float64Array, eps: number) {
  const first = sum(x) / x.length;
  const t = x.map((v) => v - first);
  const correction = sum(t) / x.length;
  const u = t.map((v) => v - correction);
  const rstd = 1 / Math.sqrt(sum(u.map((v) => v * v)) / x.length + eps);
  return { xhat: u.map((v) => v * rstd), rstd };
}

/** The function of a seed: a kind, 1 to 12 values, scales 1e-12 to 1e12, offsets up to a million of the scale. */
export function correctFunction(seed: number): CorrectFunction {
  const [a, b, c, d, kind] = randomUniform(5, 7 * seed + 1);
  const length = 1 + Math.floor(12 * a);
  const scale = 10 ** (24 * b - 12), offset = c < 0.5 ? 0 : 10 ** (9 * d - 3);
  const z = randomNormal(length, seed);
  if (kind < 0.4) {
    const [name, f, derivative, positive] =
      powers[Math.floor(powers.length * kind / 0.4)];
    // A positive function is taken away from 0, where it has no derivative.
    const x = z.map((v) =>
      scale * ((positive ? Math.abs(v) + 1e-3 : v) + offset)
    );
    return elementwise(name, f, derivative, x);
  }
  if (kind < 0.65) {
    const [name, f, derivative] =
      curves[Math.floor(curves.length * (kind - 0.4) / 0.25)];
    const x = z.map((v) => scale * (v + Math.min(offset, 10)));
    return elementwise(
      name,
      (v) => f(v / scale),
      (v) => derivative(v / scale) / scale,
      x,
    );
  }
  if (kind < 0.75) {
    return {
      name: "softmax",
      forward: softmax,
      backward: (dy, x) => {
        const p = softmax(x), dot = sum(p.map((v, i) => v * dy[i]));
        return [p.map((v, i) => v * (dy[i] - dot))];
      },
      inputs: [z.map((v) => v + offset)],
    };
  }
  if (kind < 0.85) {
    const other = randomNormal(length, seed + 1).map((v) => v / scale);
    return {
      name: "dot product",
      forward: (p, q) => Float64Array.of(sum(p.map((v, i) => v * q[i]))),
      backward: ([dy], p, q) => [q.map((v) => v * dy), p.map((v) => v * dy)],
      inputs: [z.map((v) => scale * (v + offset)), other],
    };
  }
  const eps = 1e-5 * scale * scale;
  return {
    name: "layer normalisation of a row",
    forward: (x) => normalised(x, eps).xhat,
    backward: (dy, x) => {
      const { xhat, rstd } = normalised(x, eps);
      const first = sum(dy) / x.length;
      const second = sum(dy.map((v, i) => v * xhat[i])) / x.length;
      return [xhat.map((v, i) => rstd * (dy[i] - first - v * second))];
    },
    inputs: [randomNormal(length + 2, seed).map((v) => scale * (v + offset))],
  };
}

function elementwise(
  name: string,
  f: (x: number) => number,
  derivative: (x: number) => number,
  x: Float64Array,
): CorrectFunction {
  return {
    name,
    forward: (x) => x.map(f),
    backward: (dy, x) => [x.map((v, i) => derivative(v) * dy[i])],
    inputs: [x],
  };
}
