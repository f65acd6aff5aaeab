import { assertEquals } from "@std/assert";
import { adamw } from "../../mod.ts";
import { assertWithin } from "../assert_within.ts";
import { bounds } from "../bounds.ts";
import { testOnEachDevice } from "../devices.ts";
import { f32, make } from "./two_parameters.ts";

testOnEachDevice("groups scale, decay and freeze", async (device) => {
  const seen: Record<string, number[]> = {};
  const { ticks, parameters } = make(device, {
    optimizer: adamw({ learningRate: 0.5, weightDecay: 0.25 }),
    groups: [
      { match: (name) => name === "w", frozen: true },
      {
        match: (name, shape) => name === "v" && shape[0] === 3,
        learningRateFactor: 0.5,
        weightDecay: 0,
      },
    ],
  });
  const before = await parameters.get("v").value.read();
  ticks.add({ w: f32(NaN, 1), v: new Float32Array(3003).fill(2) });
  await ticks.tick();
  for (const { name, value } of parameters) {
    seen[name] = [...await value.read()];
  }
  assertEquals(seen.w, [1, 1]); // frozen: not even its NaN counts
  assertWithin(
    "the first step of adam has the size of the learning rate",
    seen.v,
    before.map((v) => v - 0.25),
    bounds.stepGradientF32,
  );
  const report = await ticks.report();
  assertEquals([report.applied, report.parameters[0].gradientNorm], [1, 0]);
});
