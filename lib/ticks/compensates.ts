/**
 * Whether what sums round away can be kept on a device.
 *
 * @module
 */

import type { Device } from "../device/device.ts";

/**
 * Refuses `compensated: true` where it would change nothing.
 *
 * @throws {TypeError} when the device's compiler breaks two-sum
 */
export function checkCompensates(caller: string, device: Device): void {
  if (device.compensates) return;
  throw new TypeError(
    `${caller}: compensated is true, expected false on ${device}, whose compiler simplifies what keeps rounding errors; use openDevice("cpu")`,
  );
}
