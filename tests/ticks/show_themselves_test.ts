import { assertEquals } from "@std/assert";
import { Accumulator, sgd } from "../../mod.ts";
import { testOnEachDevice } from "../devices.ts";
import { f32, make } from "./two_parameters.ts";

/** The first line of what a notebook shows. */
async function titleOf(value: unknown): Promise<string> {
  const own = value as Record<symbol, () => Promise<Record<string, string>>>;
  const bundle = await own[Symbol.for("Jupyter.display")]();
  return bundle["text/plain"].split("\n")[0];
}

testOnEachDevice(
  "ticks, their steps, windows and what is taken show themselves",
  async (device) => {
    const { ticks } = make(device, {
      every: 1,
      optimizer: sgd({ learningRate: 0.1 }),
    });
    const step = await ticks.tick(4, { loss: 2 });
    assertEquals(String(step), "Step(1, count 4, loss 0.5)");
    assertEquals(await titleOf(step), "Step");
    assertEquals(await titleOf(ticks), "Ticks");
    const window = new Accumulator(device);
    window.add({ w: f32(1, 2) });
    window.tick(2);
    assertEquals(await titleOf(window), "Accumulator");
    assertEquals(await titleOf(await window.take()), "Mean gradients, count 2");
  },
);
