/**
 * How long it takes to record a tick, which is all that a training loop waits for.
 *
 * @module
 */

import { adamw, type Device, Parameters, Ticks } from "../mod.ts";
import { finished } from "./copy.ts";
import { quantile } from "./timing.ts";

const count = 200, size = 4096, samples = 101;

/** A line that says how long the synchronous part of a tick takes: the median. */
export async function recordNote(device: Device): Promise<string> {
  const shapes = Array.from(
    { length: count },
    (_, i) => [`p${i}`, { shape: [size], init: 1 }] as const,
  );
  const parameters = new Parameters(device, Object.fromEntries(shapes));
  const ticks = new Ticks(parameters, {
    every: Number.MAX_SAFE_INTEGER,
    optimizer: adamw(),
    clipNorm: 1,
  });
  const gradients = shapes.map(() =>
    device.tensor(new Float32Array(size).fill(1))
  );
  const times: number[] = [];
  for (let sample = -20; sample < samples; sample++) {
    const start = performance.now();
    let i = 0;
    for (const parameter of parameters) parameter.addGradient(gradients[i++]);
    const closed = ticks.tick();
    const time = performance.now() - start;
    if (sample >= 0) times.push(time);
    await closed;
    await finished(device); // so that the next finds an empty queue
  }
  const does = device.kind === "cpu" ? "Doing" : "Recording";
  return `${does} a tick of ${count} parameters of ${size} values: ${
    quantile(times, 0.5).toFixed(2)
  } ms, quartiles ${quantile(times, 0.25).toFixed(2)} to ${
    quantile(times, 0.75).toFixed(2)
  }, ${samples} samples.`;
}
