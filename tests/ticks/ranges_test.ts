import { assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import { adamw, type FloatArray, Parameters, Ticks } from "../../mod.ts";
import type { DeviceLimits } from "../../lib/device/backend.ts";
import { arenas } from "../../lib/device/parameters.ts";
import { testOnEachDevice } from "../devices.ts";
import { f32 } from "./two_parameters.ts";

testOnEachDevice(
  "parameters beyond one binding take a dispatch for each range, and the same bits",
  async (device) => {
    const train = async () => {
      const parameters = new Parameters(device, {
        a: { shape: [3000], init: (i) => Math.sin(i) },
        b: { shape: [1000], init: 2 },
        c: { shape: [4096], init: (i) => Math.cos(i) },
        d: { shape: [1], init: 3 },
      });
      const ticks = new Ticks(parameters, {
        every: 2,
        optimizer: adamw({ learningRate: 0.1 }),
        clipNorm: 0.5,
        compensated: true,
      });
      for (let tick = 0; tick < 6; tick++) {
        ticks.add({
          a: Float32Array.from(randomNormal(3000, tick)),
          c: Float32Array.from(randomNormal(4096, 10 + tick)),
          d: f32(tick),
        });
        await ticks.tick(2);
      }
      const values: FloatArray[] = [];
      for (const { value } of parameters) values.push(await value.read());
      const { ranges } = arenas(parameters).layout;
      return { ranges: ranges.length, values, report: await ticks.report() };
    };
    const whole = await train();
    const own = device as { limits: DeviceLimits }, { limits } = device;
    try {
      const maxStorageBufferBindingSize = 4 * 4096; // as if no more could be bound
      own.limits = {
        ...limits,
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize,
      };
      const parts = await train();
      assertEquals([whole.ranges, parts.ranges], [1, 3]);
      assertEquals(parts.values, whole.values);
      assertEquals(parts.report, whole.report);
      assertEquals(parts.report.applied, 3);
    } finally {
      own.limits = limits;
    }
  },
);
