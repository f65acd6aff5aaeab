/**
 * Opening a device.
 *
 * @module
 */

import { CpuBackend } from "./cpu_backend.ts";
import { type Device, makeDevice } from "./device.ts";
import { keepsTwoSum } from "./two_sum.ts";
import { WebGpuBackend } from "./webgpu_backend.ts";

/** What {@linkcode openDevice} can be told. */
export interface OpenDeviceOptions {
  /**
   * Threads of the CPU device at most, for large inputs, the main one included: as many as there are cores by default.
   * They are started when there is work for them, let the process end, and change no bit of a result.
   */
  readonly threads?: number;
}

/**
 * Opens a device. No permission flag is needed.
 *
 * - `"auto"` takes WebGPU where there is a hardware adapter, and the CPU where there is none or only a
 *   software one: layer norm is slower there than in TypeScript on the CPU, though matrix products, which it
 *   spreads over the cores, can be faster; `String(device)` says which was taken and why.
 * - `"webgpu"` takes the first adapter, software or not, with all of its own limits.
 * - `"cpu"` computes in WebAssembly with SIMD and threads where a kernel has that face and its numbers are f32, else in
 *   TypeScript, in f32 and f64.
 * - A `GPUDevice` of somebody else is used as it is: never destroyed, never reconfigured.
 *
 * @throws {TypeError} when `which` is something else, or an option is unknown
 * @throws {RangeError} when `threads` is no whole number above 0
 * @throws {Error} when `"webgpu"` finds no adapter
 *
 * @example
 * ```ts
 * import { openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * assertEquals(device.kind, "cpu");
 * ```
 */
export async function openDevice(
  which: "auto" | "webgpu" | "cpu" | GPUDevice = "auto",
  options: OpenDeviceOptions = {},
): Promise<Device> {
  checkOptions(options);
  if (which === "cpu") {
    return makeDevice({ kind: "cpu", backend: new CpuBackend(options) });
  }
  if (which === "webgpu") {
    const adapter = await findAdapter();
    if (!adapter) {
      throw new Error(
        'openDevice: no WebGPU adapter was found; install a Vulkan driver (on Debian: apt-get install mesa-vulkan-drivers), or use openDevice("cpu")',
      );
    }
    return await openWebGpu(await openAdapter(adapter));
  }
  if (which === "auto") {
    const adapter = await findAdapter();
    if (adapter && !adapter.info.isFallbackAdapter) {
      return await openWebGpu(await openAdapter(adapter));
    }
    const reason = adapter
      ? `auto: the only WebGPU adapter is ${adapter.info.description}, a software one`
      : "auto: there is no WebGPU adapter";
    return makeDevice({
      kind: "cpu",
      backend: new CpuBackend(options),
      reason,
    });
  }
  if (typeof GPUDevice !== "undefined" && which instanceof GPUDevice) {
    return await openWebGpu(new WebGpuBackend(which, false));
  }
  throw new TypeError(
    `openDevice: which is ${
      typeof which === "string" ? JSON.stringify(which) : typeof which
    }, expected "auto", "webgpu", "cpu" or a GPUDevice`,
  );
}

function checkOptions(options: OpenDeviceOptions): void {
  const unknown = Object.keys(options).find((name) => name !== "threads");
  if (unknown !== undefined) {
    throw new TypeError(
      `openDevice: option ${unknown} is unknown, expected threads`,
    );
  }
  const { threads } = options;
  if (
    threads !== undefined && !(Number.isSafeInteger(threads) && threads > 0)
  ) {
    throw new RangeError(
      `openDevice: threads is ${threads}, expected a whole number above 0`,
    );
  }
}

async function openWebGpu(backend: WebGpuBackend): Promise<Device> {
  const compensates = await keepsTwoSum(backend);
  return makeDevice({ kind: "webgpu", backend, compensates });
}

function findAdapter(): Promise<GPUAdapter | null> {
  return globalThis.navigator?.gpu?.requestAdapter({
    powerPreference: "high-performance",
  }) ?? Promise.resolve(null);
}

/** A device of our own with the adapter's own limits, rather than the small defaults. */
async function openAdapter(adapter: GPUAdapter): Promise<WebGpuBackend> {
  const requiredLimits: Record<string, number> = {};
  for (const name in GPUSupportedLimits.prototype) {
    const limit = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof limit === "number") requiredLimits[name] = limit;
  }
  const gpu = await adapter.requestDevice({ requiredLimits });
  return new WebGpuBackend(gpu, true);
}
