import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import { adamw, type FloatArray, type Ticks } from "../../mod.ts";
import { testOnEachDevice } from "../devices.ts";
import { f32, make } from "./two_parameters.ts";

/** Adds a bad value into one window of four. */
testOnEachDevice(
  "a step with NaN or infinity changes no bit and counts as skipped",
  async (device) => {
    const train = async (bad: number | null, at: "w" | "v") => {
      const { ticks, parameters } = make(device, {
        every: 2,
        optimizer: adamw({ learningRate: 0.1 }),
        clipNorm: 1,
      });
      for (let step = 0; step < 3; step++) {
        for (let tick = 0; tick < 2; tick++) {
          const v = Float32Array.from(randomNormal(3003, 10 * step + tick));
          ticks.add({ w: f32(step, tick), v });
          await ticks.tick(3);
        }
        if (step === 1 && bad !== null) {
          const before = (await states(ticks)).before;
          ticks.add({ w: f32(1, 1), v: new Float32Array(3003).fill(1) });
          await ticks.tick();
          const size = parameters.get(at).value.size;
          const gradient = new Float32Array(size);
          gradient[size - 1] = bad;
          ticks.add({ [at]: gradient });
          await ticks.tick();
          const { after, gradients } = await states(ticks);
          assertEquals(after, before);
          assert(gradients.every((array) => array.every((g) => g === 0)));
          const report = await ticks.report();
          assertEquals([report.applied, report.skipped], [2, 1]);
          assertEquals(report.gradientNorm, NaN);
          const named = report.parameters.find(({ name }) => name === at)!;
          assertEquals([named.nonFinite, named.updateNorm], [1, 0]);
        }
      }
      return (await states(ticks)).after;
    };
    const states = async (ticks: Ticks) => {
      const read: FloatArray[] = [], gradients: FloatArray[] = [];
      for (const { value, grad } of ticks.parameters) {
        read.push(await value.read());
        gradients.push(await grad.read());
      }
      return { before: read, after: read, gradients };
    };
    const clean = await train(null, "w");
    for (const bad of [NaN, Infinity, -Infinity]) {
      assertEquals(await train(bad, "w"), clean);
      assertEquals(await train(bad, "v"), clean);
    }
  },
);
