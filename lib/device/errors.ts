/**
 * What a GPU can report after the call that caused it: each reaches the caller at the next awaited
 * call as one of these.
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
