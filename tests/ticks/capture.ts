/**
 * An optimizer that shows the gradient of a step: the values become it.
 *
 * @module
 */

import { defineOptimizer } from "../../mod.ts";

const define = defineOptimizer({
  name: "capture",
  state: [],
  hyper: ["unused"],
  wgsl: `
    struct Hyper { unused: f32 }

    fn update(i: u32, value: vec4f, gradient: vec4f, step: Step) -> vec4f {
      return gradient;
    }`,
  update({ value, gradient, start, end }) {
    value.set(gradient.subarray(0, end - start), start);
  },
});

/** Writes the clipped mean gradient over the values. */
export const capture = define({ learningRate: 1, hyper: { unused: 0 } });
