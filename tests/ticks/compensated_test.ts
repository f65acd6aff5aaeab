import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import { Accumulator, Parameters, Ticks } from "../../mod.ts";
import { CpuBackend } from "../../lib/device/cpu_backend.ts";
import { makeDevice } from "../../lib/device/device.ts";
import { lost } from "../../lib/device/parameter.ts";
import { addBlocks } from "../../lib/norm/accumulate_blocks.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { nameOf, testOnEachDevice } from "../devices.ts";
import { capture } from "./capture.ts";

testOnEachDevice(
  "100,000 ticks of gradients of mixed size stay exact where rounding is kept",
  async (device) => {
    const size = 256, count = 100_000, kinds = 50;
    const gradients = Array.from(
      { length: kinds },
      (_, kind) =>
        Float32Array.from(
          randomNormal(size, kind),
          (v, i) => v * 10 ** ((kind * 7 + i) % 9 - 4),
        ),
    );
    const sum = new Float64Array(size), absolute = new Float64Array(size);
    for (const gradient of gradients) {
      gradient.forEach((g, i) => {
        sum[i] += g * (count / kinds) / count;
        absolute[i] += Math.abs(g) * (count / kinds) / count;
      });
    }
    const largest = Math.max(...absolute);
    const errors: number[] = [];
    for (const compensated of [true, false]) {
      const parameters = new Parameters(device, { w: { shape: [size] } });
      const w = parameters.get("w");
      const tensors = gradients.map((g) => device.tensor(g));
      const ticks = new Ticks(parameters, {
        every: count,
        optimizer: capture,
        compensated,
      });
      for (let tick = 0; tick < count; tick++) {
        w.addGradient(tensors[tick % kinds]);
        await ticks.tick();
      }
      assertEquals(ticks.step, 1);
      const actual = await w.value.read();
      errors.push(
        Math.max(...actual.map((v, i) => Math.abs(v - sum[i]))) / largest,
      );
    }
    const [kept, plain] = errors;
    console.log(
      `${nameOf(device)}: 100,000 ticks, compensated ${
        kept.toExponential(1)
      }, plain f32 ${plain.toExponential(1)}`,
    );
    assert(kept <= bounds.compensatedF32);
    assert(plain > kept);
  },
);

testOnEachDevice(
  "what a layer's backward adds keeps its rounding errors, too",
  async (device) => {
    const parameters = new Parameters(device, { w: { shape: [70] } });
    new Ticks(parameters, { optimizer: capture, compensated: true });
    const w = parameters.get("w"), blocks = 3000;
    const sums = Float32Array.from(
      randomNormal(70 * blocks, 3),
      (v, i) => v * 10 ** (i % 9 - 4),
    );
    addBlocks(device.tensor(sums, [blocks, 70]), w);
    const expected = new Float64Array(70);
    sums.forEach((v, i) => expected[i % 70] += v);
    const kept = await lost(w)!.read();
    const both = Float64Array.from(await w.grad.read(), (v, i) => v + kept[i]);
    assertWithin("sum + lost", both, expected, bounds.twoSumF32);
  },
);

Deno.test("compensated is refused where the compiler breaks it", () => {
  const device = makeDevice({
    kind: "cpu",
    backend: new CpuBackend(),
    compensates: false,
  });
  const message = (caller: string) =>
    `${caller}: compensated is true, expected false on cpu (TypeScript on the CPU), whose compiler simplifies what keeps rounding errors; use openDevice("cpu")`;
  const parameters = new Parameters(device, { w: { shape: [2] } });
  assertMessage(
    () => new Ticks(parameters, { optimizer: capture, compensated: true }),
    TypeError,
    message("Ticks"),
  );
  assertMessage(
    () => new Accumulator(device, { compensated: true }),
    TypeError,
    message("Accumulator"),
  );
});
