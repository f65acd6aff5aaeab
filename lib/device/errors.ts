/**
 * What goes wrong on a device. What a GPU reports after the call that caused it reaches the caller at the
 * next awaited call as one of the first; the CPU device throws the last at once.
 *
 * @module
 */

/** An error that the GPU reported for work recorded earlier; `cause` is the browser's own. */
export class GpuError extends Error {
  /** Makes the error with its message. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A call that WebGPU refused, such as the use of a buffer that its owner destroyed. */
export class GpuValidationError extends GpuError {}

/** A buffer that did not fit into the GPU's memory: use smaller batches or dispose tensors. */
export class GpuOutOfMemoryError extends GpuError {}

/** The device is gone (a driver reset, or its owner destroyed it): open a new one. */
export class DeviceLostError extends GpuError {}

/** A tensor that did not fit into the CPU device's memory, 4 GiB at most: use smaller batches or dispose tensors. */
export class CpuOutOfMemoryError extends RangeError {
  /** Makes the error with its message. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The typed error for one of WebGPU's own. */
export function toGpuError(error: GPUError): GpuError {
  const Class = error.constructor.name === "GPUOutOfMemoryError"
    ? GpuOutOfMemoryError
    : error.constructor.name === "GPUValidationError"
    ? GpuValidationError
    : GpuError;
  return new Class(`the GPU refused earlier work: ${error.message}`, {
    cause: error,
  });
}
