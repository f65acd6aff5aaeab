import { assert, assertEquals } from "@std/assert";
import { countCorrect, crossEntropy } from "../../examples/mod.ts";
import { assertGradients } from "../../lib/check/assert_gradients.ts";
import { openDevice, type Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { cpu, testOnEachDevice } from "../devices.ts";
import { normal } from "./support.ts";

const targets = (rows: number, classes: number) =>
  Uint32Array.from({ length: rows }, (_, i) => (i * 7 + 3) % classes);

for (const scale of [1, 0.25]) {
  Deno.test(`dlogits agrees with differences in f64, scale ${scale}`, async () => {
    const target = cpu.tensor(targets(4, 5));
    const tensor = (values: Float64Array) => cpu.tensor(values, [4, 5]);
    await assertGradients({
      forward: async (logits: Float64Array) => {
        const { loss } = crossEntropy(tensor(logits), target, { scale });
        return await loss.read<Float64Array>();
      },
      backward: async (dy: Float64Array, logits: Float64Array) => {
        const { dlogits } = crossEntropy(tensor(logits), target, { scale });
        const values = await dlogits.read<Float64Array>();
        return [values.map((value) => value * dy[0])];
      },
    }, [await normal(cpu, [20], 1, "f64").read<Float64Array>()]);
  });
}

testOnEachDevice(
  "crossEntropy computes what a plain loop does",
  async (device) => {
    for (const [rows, classes] of [[1, 2], [64, 10], [130, 37], [3, 1023]]) {
      const target = targets(rows, classes);
      const logits = normal(device, [rows, classes], 1);
      const values = await logits.read();
      let expected = 0;
      const gradient = new Float64Array(rows * classes);
      for (let r = 0; r < rows; r++) {
        const row = Array.from(values.slice(r * classes, (r + 1) * classes));
        const sum = row.reduce((total, value) => total + Math.exp(value), 0);
        expected += Math.log(sum) - row[target[r]];
        row.forEach((value, j) =>
          gradient[r * classes + j] = Math.exp(value) / sum -
            (j === target[r] ? 1 : 0)
        );
      }
      const result = crossEntropy(logits, device.tensor(target));
      assertEquals(result.loss.shape, []);
      assertWithin(
        `loss of [${rows}, ${classes}]`,
        await result.loss.read(),
        [expected],
        bounds.crossEntropyF32,
      );
      assertWithin(
        `dlogits of [${rows}, ${classes}]`,
        await result.dlogits.read(),
        gradient,
        bounds.crossEntropyF32,
      );
    }
  },
);

testOnEachDevice(
  "crossEntropy: large logits, leading dimensions, no rows",
  async (device) => {
    const logits = device.tensor([1e4, 0, -1e9, 0, 1e4, -1e9], [2, 1, 3]);
    const target = device.tensor(new Uint32Array([0, 0]), [2, 1]);
    const { loss, dlogits } = crossEntropy(logits, target);
    assertWithin("loss", await loss.read(), [1e4], bounds.crossEntropyF32);
    assertEquals(dlogits.shape, [2, 1, 3]);
    assertWithin(
      "dlogits",
      await dlogits.read(),
      [0, 0, 0, -1, 1, 0],
      bounds.crossEntropyF32,
    );
    const none = crossEntropy(
      device.tensor([], [0, 3]),
      device.tensor(new Uint32Array(0)),
    );
    assertEquals(await none.loss.read(), new Float32Array(1));
  },
);

testOnEachDevice(
  "a target that is no class, or a logit that is no number, gives NaN in its row",
  async (device) => {
    for (const bad of [NaN, Infinity, -Infinity, "target"] as const) {
      const values = Float32Array.from(await normal(cpu, [3, 4], 1).read());
      const target = targets(3, 4);
      const logits = () => device.tensor(values, [3, 4]);
      const clean = await crossEntropy(logits(), device.tensor(target)).dlogits
        .read();
      if (bad === "target") target[1] = 4;
      else values[6] = bad;
      const { loss, dlogits } = crossEntropy(logits(), device.tensor(target));
      // As plain numbers: NaNs come with other bits.
      assertEquals([...await loss.read()], [NaN], String(bad));
      assertEquals(
        [...await dlogits.read()],
        Array.from(clean, (value, i) => i >= 4 && i < 8 ? NaN : value),
        String(bad),
      );
    }
  },
);

testOnEachDevice("crossEntropy refuses bad calls", async (device) => {
  const logits = device.tensor([1, 2, 3, 4], [2, 2]);
  const target = device.tensor(new Uint32Array([0, 1]));
  const call = (a: Tensor, b: Tensor, scale?: number) => () =>
    crossEntropy(a, b, { scale });
  assertMessage(
    call(device.tensor(new Uint32Array(4), [2, 2]), target),
    TypeError,
    "crossEntropy: logits has dtype u32, expected a floating-point type; make it from a Float32Array",
  );
  assertMessage(
    call(logits, device.tensor([0, 1])),
    TypeError,
    "crossEntropy: target has dtype f32, expected u32, class indices; make it from a Uint32Array",
  );
  assertMessage(
    call(logits, device.tensor(new Uint32Array(3))),
    TypeError,
    "crossEntropy: target has shape [3], expected [2], that of logits without the classes",
  );
  assertMessage(
    call(device.tensor([1], []), target),
    TypeError,
    "crossEntropy: logits has shape [], expected a last dimension, the classes",
  );
  for (const classes of [0, 16_385]) {
    assertMessage(
      call(device.zeros([2, classes]), target),
      RangeError,
      `crossEntropy: logits has ${classes} classes, expected 1 to 16384`,
    );
  }
  for (const scale of [NaN, Infinity, 1e39]) {
    assertMessage(
      call(logits, target, scale),
      RangeError,
      `crossEntropy: scale is ${scale}, expected a finite number such as 1`,
    );
  }
  const other = await openDevice("cpu");
  assertMessage(
    call(logits, other.tensor(new Uint32Array(2))),
    TypeError,
    `crossEntropy: target is on ${other}, expected it on ${device}; copy it with device.tensor(await tensor.read(), tensor.shape)`,
  );
});

Deno.test("countCorrect counts the first of the largest, and no NaN", () => {
  const logits = [1, 1, 0, 0, 2, 3, NaN, 5, 0, 4, 5, NaN];
  assertEquals(countCorrect(logits, [0, 2, 1, 1]), 2);
  assertEquals(countCorrect(logits, [1, 1, 1, 3]), 0);
  assert(countCorrect([1], [0]) === 1);
  assertMessage(
    () => countCorrect([1, 2, 3], [0, 1]),
    TypeError,
    "countCorrect: logits has 3 values for 2 labels, expected a whole number of classes for each",
  );
});
