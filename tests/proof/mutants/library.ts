/** Mistakes planted in this library's own modules. */

import {
  type Device,
  LayerNorm,
  layerNorm,
  layerNormBackward,
  openDevice,
  type Tensor,
} from "../../../mod.ts";
import { gradcheck, randomNormal } from "../../../lib/check/mod.ts";
import type { Mutant } from "./mutant.ts";

const rows = 5, columns = 6;

/** Checks a layer norm in f64 whose forward or backward pass is replaced. */
async function check(
  replace: (norm: LayerNorm, device: Device) => Pick<LayerNorm, "forward">,
) {
  const device = await openDevice("cpu");
  const norm = new LayerNorm(columns, { device, dtype: "f64" });
  norm.weight!.value.write(randomNormal(columns, 1));
  const x = device.tensor(randomNormal(rows * columns, 2), [rows, columns]);
  return await gradcheck({
    parameters: norm.parameters,
    ...replace(norm, device),
  }, [x]);
}

/** The backward pass through the library's own function, with other arguments. */
const through = (norm: LayerNorm, x: Tensor, saved: Tensor) => (dy: Tensor) =>
  layerNormBackward(dy, {
    x,
    saved,
    weight: norm.weight!.value,
    bias: norm.bias!.value,
    normalizedShape: norm.normalizedShape,
    dweight: norm.weight!,
    dbias: norm.bias!,
  }).dx;

/** A million numbers cubed, with one gradient of them wrong. */
const million = () => {
  const n = 1_000_000;
  return gradcheck(
    {
      forward: (x: Float64Array) => x.map((v) => v ** 3),
      backward: (dy: Float64Array, x: Float64Array) => {
        const dx = x.map((v, i) => 3 * v * v * dy[i]);
        dx[654_321] *= 1.01;
        return [dx];
      },
    },
    [randomNormal(n, 1)],
    { fastMode: true },
  );
};

/** Mistakes in the use of the library, and one among a million. */
export const libraryMutants: readonly Mutant[] = [
  {
    name: "LayerNorm: the backward pass is run twice",
    says: /weight: every element is off by a factor of 2/,
    check: () =>
      check((norm) => ({
        forward: (x) => {
          const { y, backward } = norm.forward(x);
          return {
            y,
            backward: (dy: Tensor) => {
              backward(dy).dispose();
              return backward(dy);
            },
          };
        },
      })),
  },
  {
    name: "LayerNorm: the parameters' gradients are overwritten with zero",
    says: /bias: the gradient is 0 everywhere/,
    check: () =>
      check((norm) => ({
        forward: (x) => {
          const { y, backward } = norm.forward(x);
          return {
            y,
            backward: (dy: Tensor) => {
              const dx = backward(dy);
              norm.bias!.zeroGrad();
              return dx;
            },
          };
        },
      })),
  },
  {
    name: "LayerNorm: the statistics are those of another batch",
    says: /input: each row is a \(right gradient\)/,
    check: () =>
      check((norm, device) => {
        const other = device.tensor(randomNormal(rows * columns, 7), [
          rows,
          columns,
        ]);
        return {
          forward: (x) => {
            const { saved } = layerNorm(other, {
              normalizedShape: columns,
              weight: norm.weight!.value,
              bias: norm.bias!.value,
            });
            return {
              y: norm.forward(x).y,
              backward: through(norm, x, saved),
            };
          },
        };
      }),
  },
  {
    name: "one wrong element of a million",
    says: /input: an error is at \[654321\]/,
    check: million,
  },
];
