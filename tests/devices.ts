/**
 * The devices of this run, and a test for each. `deno task test` starts one process per Vulkan driver
 * and says in `TICKS_DEVICES` which of them are its to test.
 *
 * @module
 */

import { type Device, openDevice } from "../mod.ts";

const wanted = (Deno.env.get("TICKS_DEVICES") ?? "cpu,webgpu").split(",");

/** Whether generated cases should be many: `deno task test:long`. */
export const long = Deno.env.get("TICKS_LONG") === "1";

/** How often a property is tried. */
export const numRuns: number = long ? 500 : 25;

// Where it is asked for by name, an adapter that does not open is a failure and no skipped test.
const webgpu = Deno.env.has("TICKS_DEVICES")
  ? wanted.includes("webgpu") ? await openDevice("webgpu") : null
  : await openDevice("webgpu").catch(() => null);

/** The CPU device, for references in f64. */
export const cpu: Device = await openDevice("cpu");

/** The devices present that this process tests. */
export const devices: readonly Device[] = [
  ...(wanted.includes("cpu") ? [cpu] : []),
  ...(webgpu ? [webgpu] : []),
];

/** Short name of a device, for a test's name. */
export function nameOf(device: Device): string {
  return device.kind === "cpu" ? "cpu" : device.adapter.name.split(" ")[0];
}

/** Registers a test on each device; a WebGPU that is missing counts as skipped. */
export function testOnEachDevice(
  name: string,
  fn: (device: Device) => void | Promise<void>,
): void {
  for (const device of devices) {
    Deno.test(`${name} [${nameOf(device)}]`, () => fn(device));
  }
  if (!webgpu) skipped(name);
}

/** Registers a test on the CPU, where this process tests it. */
export function testOnCpu(
  name: string,
  fn: (device: Device) => void | Promise<void>,
): void {
  if (devices.includes(cpu)) Deno.test(`${name} [cpu]`, () => fn(cpu));
}

/** Registers a test on WebGPU; skipped where it is missing. */
export function testOnWebGpu(
  name: string,
  fn: (device: Device) => Promise<void>,
): void {
  if (webgpu) {
    Deno.test(`${name} [${nameOf(webgpu)}]`, () => fn(webgpu));
  } else skipped(name);
}

function skipped(name: string): void {
  Deno.test({ name: `${name} [webgpu]`, ignore: true, fn: () => {} });
}
