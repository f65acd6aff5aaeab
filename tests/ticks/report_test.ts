import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import { adamw } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { testOnEachDevice } from "../devices.ts";
import { f32, make } from "./two_parameters.ts";

testOnEachDevice(
  "the report has the norms of each parameter and what changed",
  async (device) => {
    const { ticks, parameters } = make(device, {
      every: 2,
      optimizer: adamw({ learningRate: 0.01, weightDecay: 0 }),
    });
    const first = await ticks.report();
    assertEquals(
      [first.step, first.applied, first.skipped, first.gradientNorm],
      [0, 0, 0, 0],
    );
    const v = Float32Array.from(randomNormal(3003, 1));
    ticks.add({ w: f32(3, 4), v });
    await ticks.tick(1);
    await ticks.tick(4);
    const report = await ticks.report();
    const [w, other] = report.parameters;
    assertEquals([report.step, report.applied, report.skipped], [1, 1, 0]);
    const norm = Math.hypot(...v);
    const within = (name: string, actual: number, expected: number) =>
      assertWithin(name, [actual], [expected], 5e-6); // the update is a difference of values of size 1
    within("w", w.gradientNorm, 1);
    within("v", other.gradientNorm, norm / 5);
    within("all", report.gradientNorm, Math.hypot(1, norm / 5));
    within("update", w.updateNorm, 0.01 * Math.SQRT2);
    within("value", w.valueNorm, 0.99 * Math.SQRT2);
    within("ratio", w.updateRatio, 0.01 / 0.99);
    within(
      "value of v",
      other.valueNorm,
      Math.hypot(...await parameters.get("v").value.read()),
    );
    assert(
      String(report).startsWith("step 1: 1 applied, 0 skipped, gradient norm "),
    );
    assertEquals(String(report).split("\n").length, 4);
  },
);
