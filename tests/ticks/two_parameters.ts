/**
 * What the tests of ticks train: two parameters, one of them longer than a segment.
 *
 * @module
 */

import {
  type Device,
  Parameters,
  Ticks,
  type TicksOptions,
} from "../../mod.ts";
import { capture } from "./capture.ts";

/** An array of f32. */
export const f32 = (...values: number[]): Float32Array =>
  new Float32Array(values);

/** Two parameters, one of them longer than a segment. */
export function make(device: Device, options: Partial<TicksOptions> = {}) {
  const parameters = new Parameters(device, {
    w: { shape: [2], init: 1 },
    v: { shape: [3, 1001], init: (i) => i / 1000 },
  });
  const ticks = new Ticks(parameters, { optimizer: capture, ...options });
  const value = (name: string) => parameters.get(name).value.read();
  return { parameters, ticks, value };
}
