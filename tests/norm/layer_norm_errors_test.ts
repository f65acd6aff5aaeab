/** Bad calls: the class, the whole message, and that nothing has changed. */

import { assertEquals } from "@std/assert";
import {
  LayerNorm,
  layerNorm,
  layerNormBackward,
  openDevice,
  type Tensor,
} from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

testOnEachDevice("layerNorm refuses bad calls", async (device) => {
  const x = device.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
  const weight = device.tensor([1, 2, 3]);
  assertMessage(
    () => layerNorm([1, 2] as unknown as Tensor, { normalizedShape: 2 }),
    TypeError,
    "layerNorm: x is Array of 2 values, expected a Tensor; make one with device.tensor(data, shape)",
  );
  assertMessage(
    () => layerNorm(x, {}),
    TypeError,
    "layerNorm: normalizedShape is missing, expected it where there is neither weight nor bias",
  );
  assertMessage(
    () => layerNorm(x, { normalizedShape: 2 }),
    TypeError,
    "layerNorm: x has shape [2, 3], expected it to end in [2], the normalizedShape",
  );
  assertMessage(
    () => layerNorm(x, { normalizedShape: [4, 2, 3] }),
    TypeError,
    "layerNorm: x has shape [2, 3], expected it to end in [4, 2, 3], the normalizedShape",
  );
  assertMessage(
    () => layerNorm(x, { normalizedShape: [] }),
    TypeError,
    "layerNorm: normalizedShape is [], expected a length or a list of lengths such as 768 or [16, 64]",
  );
  assertMessage(
    () => layerNorm(x, { normalizedShape: [0] }),
    RangeError,
    "layerNorm: normalizedShape is [0], expected whole lengths above 0",
  );
  assertMessage(
    () => layerNorm(x, { normalizedShape: 1.5 }),
    RangeError,
    "layerNorm: normalizedShape is [1.5], expected whole lengths above 0",
  );
  assertMessage(
    () => layerNorm(x, { normalizedShape: 3, bias: device.tensor([1, 2]) }),
    TypeError,
    "layerNorm: bias has shape [2], expected [3]",
  );
  for (const eps of [0, -1e-5, NaN, Infinity, 1e-60]) {
    assertMessage(
      () => layerNorm(x, { weight, eps }),
      RangeError,
      `layerNorm: eps is ${eps}, expected a finite number above 0, such as 1e-5`,
    );
  }
  const disposed = device.tensor([1, 2, 3]);
  disposed.dispose();
  const message =
    "the tensor of shape [3] is disposed and cannot be used; make it outside device.scope, return it from there, or dispose it later";
  assertMessage(() => layerNorm(x, { weight: disposed }), TypeError, message);
  assertMessage(
    () => layerNorm(disposed, { weight }),
    TypeError,
    message,
  );
  const other = await openDevice("cpu");
  assertMessage(
    () => layerNorm(x, { weight, bias: other.tensor([1, 2, 3]) }),
    TypeError,
    `layerNorm: bias is on ${other}, expected it on ${device}; copy it with device.tensor(await tensor.read(), tensor.shape)`,
  );
});

testOnEachDevice(
  "layerNormBackward refuses bad calls and changes nothing",
  async (device) => {
    const x = device.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    const weight = device.tensor([1, 2, 3]);
    const dweight = device.tensor([7, 8, 9]);
    const { saved } = layerNorm(x, { weight });
    const dy = device.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    assertMessage(
      () =>
        layerNormBackward(device.tensor([1, 2, 3], [1, 3]), {
          x,
          saved,
          weight,
          dweight,
        }),
      TypeError,
      "layerNormBackward: dy has shape [1, 3], expected [2, 3]",
    );
    assertMessage(
      () => layerNormBackward(dy, { x, saved: weight, weight, dweight }),
      TypeError,
      "layerNormBackward: saved has shape [3], expected [3, 2]",
    );
    assertMessage(
      () => layerNormBackward(dy, { x, saved, weight, dweight: saved }),
      TypeError,
      "layerNormBackward: dweight has shape [3, 2], expected [3]",
    );
    assertMessage(
      () => layerNormBackward(dy, { x, saved, weight, dbias: dweight }),
      TypeError,
      "layerNormBackward: dbias is given without bias, expected both or neither",
    );
    assertMessage(
      () => layerNormBackward(dy, { x, saved }),
      TypeError,
      "layerNormBackward: normalizedShape is missing, expected it where there is neither weight nor bias",
    );
    assertEquals(await dweight.read(), new Float32Array([7, 8, 9]));
  },
);

Deno.test("dtypes are not mixed", () => {
  const x = cpu.tensor(new Float64Array(6), [2, 3]);
  assertMessage(
    () => layerNorm(x, { weight: cpu.tensor([1, 2, 3]) }),
    TypeError,
    "layerNorm: weight has dtype f32, expected f64 as the other tensors; make it from a Float64Array",
  );
  const norm = new LayerNorm(3, { device: cpu });
  assertMessage(
    () => norm.forward(x),
    TypeError,
    "layerNorm: weight has dtype f32, expected f64 as the other tensors; make it from a Float64Array",
  );
});

testOnEachDevice("LayerNorm refuses bad calls", (device) => {
  assertMessage(
    () => new LayerNorm([], { device }),
    TypeError,
    "LayerNorm: normalizedShape is [], expected a length or a list of lengths such as 768 or [16, 64]",
  );
  assertMessage(
    () => new LayerNorm(-1, { device }),
    RangeError,
    "LayerNorm: normalizedShape is [-1], expected whole lengths above 0",
  );
  assertMessage(
    () => new LayerNorm(3, { device, eps: 0 }),
    RangeError,
    "LayerNorm: eps is 0, expected a finite number above 0, such as 1e-5",
  );
});

Deno.test("a row that is too wide is refused", () => {
  const width = 2 ** 20 + 1;
  assertMessage(
    () => layerNorm(cpu.zeros([1, width]), { normalizedShape: width }),
    RangeError,
    "layerNorm: normalizedShape is [1048577], expected at most 1048576 values in all",
  );
});
