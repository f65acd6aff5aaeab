import { assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import {
  layerNormBackwardInput,
  layerNormColumnSums,
} from "../../lib/norm/layer_norm_kernels.ts";
import { type Device, layerNorm, type Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { testOnEachDevice } from "../devices.ts";

/** What two kernels of a backward pass run on; the second one needs not the first. */
function backward(device: Device, rows: number, width: number) {
  const tensor = (seed: number, shape: number[]) =>
    device.tensor(
      Float32Array.from(randomNormal(shape.reduce((a, b) => a * b), seed)),
      shape,
    );
  const x = tensor(1, [rows, width]), dy = tensor(2, [rows, width]);
  const weight = tensor(3, [width]);
  const { saved } = layerNorm(x, { weight });
  const blocks = [Math.ceil(rows / 64), width];
  const dx = device.zeros([rows, width]);
  const dweight = device.zeros(blocks), dbias = device.zeros(blocks);
  const input = { dy, x, weight, saved, dx };
  const columns = { dy, x, saved, dweight, dbias };
  return { input, columns, args: { rows, width } };
}

const read = (tensors: Tensor[]) => Promise.all(tensors.map((t) => t.read()));

testOnEachDevice(
  "kernels that run together give the bits that they give apart",
  async (device) => {
    for (const [rows, width] of [[1, 3], [200, 65], [65, 5000]]) {
      const { input, columns, args } = backward(device, rows, width);
      const outputs = [input.dx, columns.dweight, columns.dbias];
      device.run(layerNormBackwardInput, input, args);
      device.run(layerNormColumnSums, columns, args);
      const apart = await read(outputs);
      for (const output of outputs) output.zero();
      device.runTogether(
        { kernel: layerNormBackwardInput, tensors: input, args },
        { kernel: layerNormColumnSums, tensors: columns, args },
      );
      assertEquals(await read(outputs), apart);
    }
  },
);

testOnEachDevice(
  "where one of them is refused, none is run",
  async (device) => {
    const { input, columns, args } = backward(device, 4, 6);
    assertMessage(
      () =>
        device.runTogether(
          { kernel: layerNormBackwardInput, tensors: input, args },
          {
            kernel: layerNormColumnSums,
            tensors: { ...columns, dweight: input.dx },
            args,
          },
        ),
      TypeError,
      "layer_norm_column_sums: dweight has 24 values, expected 6",
    );
    assertEquals(await input.dx.read(), new Float32Array(24));
  },
);
