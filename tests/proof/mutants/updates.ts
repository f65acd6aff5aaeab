/**
 * Mistakes in accumulation and in optimizers. An update that is the negative gradient of a potential can be checked as a
 * gradient: a window is that of the mean loss, and the first step of each optimizer that of a plain function.
 */

import { gradcheck, randomNormal } from "../../../lib/check/mod.ts";
import type { Mutant } from "./mutant.ts";

/** A loss of samples: the mean of (w · s)² / 2 over uneven micro-batches of them. */
const width = 6;
const sizes = [1, 2, 3, 6];
const samples = sizes.map((count, k) =>
  Array.from({ length: count }, (_, i) => randomNormal(width, 100 * k + i))
);
const all = samples.flat();
const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);
const loss = (w: Float64Array) =>
  all.reduce((sum, s) => sum + dot(w, s) ** 2 / 2, 0) / all.length;
/** The sum of a micro-batch's gradients. */
const sumOf = (w: Float64Array, batch: Float64Array[]) =>
  w.map((_, i) => batch.reduce((sum, s) => sum + dot(w, s) * s[i], 0));
const add = (a: Float64Array, b: Float64Array) => a.map((v, i) => v + b[i]);
const w = randomNormal(width, 9);

const window = (gradient: (w: Float64Array) => Float64Array) => () =>
  gradcheck(loss, gradient, w);
const total = (w: Float64Array, batches = samples) =>
  batches.map((batch) => sumOf(w, batch)).reduce(add);

/** Checks (w - step(w)) / learning rate against the potential whose gradient the step should follow. */
const learningRate = 0.1, decay = 0.3;
const g = randomNormal(width, 10);
const update = (
  direction: (w: Float64Array) => Float64Array,
  potential: (w: Float64Array) => number,
) =>
() =>
  gradcheck(potential, (w: Float64Array) => {
    const d = direction(w);
    return w.map((v, i) => (v - (v - learningRate * d[i])) / learningRate);
  }, w);
const square = (w: Float64Array) => dot(w, w) / 2;
const adam1 = { beta1: 0.9, beta2: 0.999, eps: 1e-12 };
/** Adam's direction in its first step, with or without its corrections. */
const adamDirection = (g: Float64Array, first = true, second = true) =>
  g.map((v) => {
    const { beta1, beta2, eps } = adam1;
    const m = (1 - beta1) * v / (first ? 1 - beta1 : 1);
    const s = (1 - beta2) * v * v / (second ? 1 - beta2 : 1);
    return m / (Math.sqrt(s) + eps);
  });
const unit = adamDirection(g);

let kept = new Float64Array(width);

/** Mistakes in windows and steps. */
export const updateMutants: readonly Mutant[] = [
  {
    name: "window: the count is ignored",
    says: /off by a factor of 12/,
    check: window((w) => total(w)),
  },
  {
    name: "window: divided by the number of ticks",
    says: /off by a factor of 3/,
    check: window((w) => total(w).map((v) => v / sizes.length)),
  },
  {
    name: "window: the mean of means",
    says: null,
    check: window((w) =>
      samples.map((b) => sumOf(w, b).map((v) => v / b.length / sizes.length))
        .reduce(add)
    ),
  },
  {
    name: "window: the last, partial tick is dropped",
    says: null,
    check: window((w) => total(w, samples.slice(0, -1)).map((v) => v / 6)),
  },
  {
    name: "window: the first tick counts twice",
    says: null,
    check: window((w) =>
      add(total(w), sumOf(w, samples[0])).map((v) => v / 13)
    ),
  },
  {
    name: "window: it is not zeroed",
    says: /backward is not deterministic/,
    check: window((w) => kept = add(kept, total(w).map((v) => v / all.length))),
  },
  {
    name: "sgd: the decay is left out",
    says: /too little of the values themselves: 0\.3 times them/,
    check: update(() => g, (w) => dot(g, w) + decay * square(w)),
  },
  {
    name: "sgd: the decay is added twice",
    says:
      /too much of the values themselves: 0\.3 times them, as a decay that is added twice/,
    check: update(
      (w) => g.map((v, i) => v + 2 * decay * w[i]),
      (w) => dot(g, w) + decay * square(w),
    ),
  },
  {
    name: "sgd: the learning rate is applied twice",
    says: /off by a factor of 0\.1/,
    check: update(() => g.map((v) => learningRate * v), (w) => dot(g, w)),
  },
  {
    name: "adam: both bias corrections are left out",
    says: /factor of 3\.162: perhaps both moments' bias correction is missing/,
    check: update(() => adamDirection(g, false, false), (w) => dot(unit, w)),
  },
  {
    name: "adam: the first bias correction is left out",
    says: /off by a factor of 0\.1/,
    check: update(() => adamDirection(g, false, true), (w) => dot(unit, w)),
  },
  {
    name: "adam: the second bias correction is left out",
    says:
      /factor of 31\.62: perhaps the second moment's bias correction is missing/,
    check: update(() => adamDirection(g, true, false), (w) => dot(unit, w)),
  },
  {
    name: "adamw: the decay is coupled, as in adam",
    says: /too little of the values themselves: 0\.3 times them/,
    check: update(
      (w) => adamDirection(g.map((v, i) => v + decay * w[i] * 0.01)),
      (w) => dot(unit, w) + decay * square(w),
    ),
  },
  {
    name: "rmsprop: the root is left out",
    says: null,
    check: update(
      () => g.map((v) => v / (0.01 * v * v + 1e-8)),
      (w) => dot(g.map((v) => v / (0.1 * Math.abs(v) + 1e-8)), w),
    ),
  },
];
