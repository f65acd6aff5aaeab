/**
 * How long a call of layer normalisation takes whose input is small: all that it costs beside the work.
 *
 * @module
 */

import { type Device, LayerNorm } from "../mod.ts";
import { finished } from "./copy.ts";
import { type Contender, timeInTurn } from "./timing.ts";

const rows = 8, width = 64;

/** A line that says how long the call itself takes: doing it on the CPU, recording it on a GPU. */
export async function smallCallsNote(device: Device): Promise<string> {
  const norm = new LayerNorm(width, { device });
  const x = device.tensor(
    new Float32Array(rows * width).map((_, i) => Math.sin(i)),
    [rows, width],
  );
  const contender = (pass: () => void): Contender => ({
    run(repeats) {
      for (let k = 0; k < repeats; k++) device.scope(pass);
    },
  });
  const times = await timeInTurn([
    contender(() => void norm.forward(x)),
    contender(() => void norm.forward(x).backward(x)),
  ], { samples: 21, seconds: 0.02 });
  await finished(device);
  const [forward, both] = times.map(({ median }) => (1000 * median).toFixed(1));
  const does = device.kind === "cpu" ? "Doing" : "Recording";
  return `${does} a call of [${rows}, ${width}]: ${forward} µs forward, ${both} µs forward + backward.`;
}
