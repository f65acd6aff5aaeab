/** Layer norms of other libraries, in f32, through the public check: right ones pass, and planted mistakes do not. */

import * as jax from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { gradcheck, randomNormal } from "../../lib/check/mod.ts";

const rows = 3, columns = 6;
const inputs = [
  Float32Array.from(randomNormal(rows * columns, 1)),
  Float32Array.from(randomNormal(columns, 2)),
  Float32Array.from(randomNormal(columns, 3)),
];
const shapes = [[rows, columns], [columns], [columns]];
const options = { shapes };

const jaxNorm = (x: jax.Array, weight: jax.Array, bias: jax.Array) =>
  jax.nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias);
const jaxArray = (values: Float32Array, i: number) =>
  jax.numpy.array(values as Float32Array<ArrayBuffer>).reshape(shapes[i]);
const jaxRead = async (array: jax.Array) => await array.data() as Float32Array;

const jaxFunctions = {
  forward: (...values: Float32Array[]) => {
    const [x, weight, bias] = values.map(jaxArray);
    return jaxRead(jaxNorm(x, weight, bias));
  },
  backward: async (dy: Float32Array, ...values: Float32Array[]) => {
    const [x, weight, bias] = values.map(jaxArray);
    const [y, pullback] = jax.vjp(jaxNorm, [x, weight, bias]);
    const gradients = pullback(jaxArray(dy, 0)) as unknown as jax.Array[];
    y.dispose();
    return await Promise.all(gradients.map(jaxRead));
  },
};

const tfNorm = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) => {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(
    tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), weight),
    bias,
  );
};
const tfTensors = (values: Float32Array[]) =>
  values.map((one, i) => tf.tensor(one, shapes[i]));

const tfFunctions = {
  forward: (...values: Float32Array[]) =>
    tf.tidy(() => {
      const [x, weight, bias] = tfTensors(values);
      return tfNorm(x, weight, bias).dataSync() as Float32Array;
    }),
  backward: (dy: Float32Array, ...values: Float32Array[]) =>
    tf.tidy(() => {
      const gradients = tf.grads((...all: tf.Tensor[]) =>
        tfNorm(all[0], all[1], all[2])
      );
      return gradients(tfTensors(values), tf.tensor(dy, shapes[0]))
        .map((one) => one.dataSync() as Float32Array);
    }),
};

/** The same with one part of dx that is too large by a percent or two. */
const wrong = (functions: typeof jaxFunctions | typeof tfFunctions) => ({
  forward: functions.forward,
  backward: async (dy: Float32Array, ...values: Float32Array[]) => {
    const [dx, ...others] = await functions.backward(dy, ...values);
    return [dx.map((v) => 1.02 * v), ...others];
  },
});

for (
  const [name, functions] of [["jax-js", jaxFunctions], [
    "TensorFlow.js",
    tfFunctions,
  ]] as const
) {
  Deno.test({
    name: `the layer norm of ${name} goes through gradcheck`,
    sanitizeResources: false, // its workers and backends stay
    sanitizeOps: false,
    async fn() {
      await jax.init("wasm");
      jax.defaultDevice("wasm");
      await tf.setBackend("cpu");
      const report = await gradcheck(functions, inputs, options);
      assert(report.ok, String(report));
      assertEquals(report.checks.map(({ dtype }) => dtype), [
        "f32",
        "f32",
        "f32",
      ]);
      const planted = await gradcheck(wrong(functions), inputs, options);
      assertEquals(planted.checks.map(({ verdict }) => verdict), [
        "failed",
        "passed",
        "passed",
      ], String(planted));
    },
  });
}
