/** Properties of layer norm that need no reference, on every device; and mistakes that break them. */

import { assert } from "@std/assert";
import { cpu, nameOf, testOnEachDevice } from "../devices.ts";
import { layerNormProperties } from "./layer_norm_properties.ts";
import {
  type Batch,
  type Outcome,
  type Run,
  runOn,
} from "./layer_norm_window.ts";

for (const { name, bound, measure } of layerNormProperties) {
  testOnEachDevice(`layer norm: ${name}`, async (device) => {
    const error = await measure(runOn(device));
    assert(
      error <= bound,
      `the error on ${nameOf(device)} is ${error}, expected at most ${bound}`,
    );
  });
}

/** A mistake in what a layer norm gives. */
type Mistake = (
  outcome: Outcome,
  batch: Batch,
  sizes: readonly number[],
) => Partial<Outcome>;

/** A mistake for each property, in its order: it breaks that one. */
const mistakes: readonly Mistake[] = [
  // A thousandth of x is not centred.
  ({ y }, { x }) => ({ y: y.map((v, i) => v + 1e-3 * x[i]) }),
  // eps stands outside the root.
  ({ y }, { eps }) => ({ y: y.map((v) => v * (1 + eps)) }),
  // A constant that does not belong to the gradient.
  ({ dx }) => ({ dx: dx.map((v) => v + 1e-3) }),
  // The mean of g is off.
  ({ dx }) => ({ dx: dx.map((v) => v + 1e-4) }),
  // The mean of g xhat is off.
  ({ dx, y }) => ({ dx: dx.map((v, i) => v + 1e-4 * y[i]) }),
  // A row's result hangs on its place.
  ({ y }, { width }) => ({
    y: y.map((v, i) => i < width ? v * (1 + 2 ** -20) : v),
  }),
  // The first row counts twice.
  ({ dbias }, { dy }) => ({ dbias: dbias.map((v, j) => v + dy[j]) }),
  // The mean is divided by the ticks once more.
  ({ dbias }, _, sizes) => ({ dbias: dbias.map((v) => v / sizes.length) }),
  // The last tick is left out.
  ({ dweight }, { rows }, sizes) => ({
    dweight: dweight.map((v) => v * rows / (sizes[0] ?? rows)),
  }),
];

layerNormProperties.forEach(({ name, bound, measure }, i) => {
  Deno.test(`a mistake breaks it: ${name}`, async () => {
    const right = runOn(cpu);
    const wrong: Run = async (batch, sizes = [batch.rows]) => {
      const outcome = await right(batch, sizes);
      return { ...outcome, ...mistakes[i](outcome, batch, sizes) };
    };
    const error = await measure(wrong);
    assert(error > bound, `the error is ${error}, which ${bound} lets pass`);
  });
});
