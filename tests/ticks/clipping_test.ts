import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import type { TicksOptions } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { testOnEachDevice } from "../devices.ts";
import { f32, make } from "./two_parameters.ts";

testOnEachDevice(
  "the mean gradient is clipped by norm, then by value",
  async (device) => {
    const v = new Float32Array(3003);
    v[3002] = 12;
    const gradients = { w: f32(3, 4), v };
    const clipped = async (options: Partial<TicksOptions>) => {
      const { ticks, value } = make(device, options);
      ticks.add(gradients, { scale: 2 });
      await ticks.tick(2);
      const { gradientNorm } = await ticks.report();
      assertWithin("norm", [gradientNorm], [13], bounds.stepGradientF32);
      return [...await value("w"), (await value("v"))[3002]];
    };
    assertEquals(await clipped({}), [3, 4, 12]);
    assertEquals(await clipped({ clipNorm: 14 }), [3, 4, 12]);
    assertEquals(await clipped({ clipValue: 3.5 }), [3, 3.5, 3.5]);
    const byNorm = [3, 4, 12].map((g) => g * 6.5 / (13 + 1e-6));
    assertWithin("by norm", await clipped({ clipNorm: 6.5 }), byNorm, 2e-7);
    const both = byNorm.map((g) => Math.min(g, 1.75));
    assertWithin(
      "by both",
      await clipped({ clipNorm: 6.5, clipValue: 1.75 }),
      both,
      bounds.stepGradientF32,
    );
  },
);

testOnEachDevice(
  "the norm neither overflows at 1e30 nor vanishes at 1e-30",
  async (device) => {
    for (const size of [1e30, 1, 1e-30]) {
      const { ticks, value } = make(device, { clipNorm: 1e-36 });
      const values = Float32Array.from(randomNormal(3003, 5), (v) => v * size);
      ticks.add({ v: values });
      await ticks.tick();
      const norm = Math.hypot(...values);
      const { gradientNorm, applied } = await ticks.report();
      assertEquals(applied, 1);
      assertWithin("norm", [gradientNorm], [norm], bounds.stepGradientF32);
      if (size === 1e30) {
        const factor = 1e-36 / (norm + 1e-6);
        // 1e-36 / 5e31 is no f32: what is clipped so hard is 0, and not NaN.
        assert(
          (await value("v")).every((v) => Math.abs(v) <= 1e30 * factor * 2),
        );
      }
    }
  },
);
