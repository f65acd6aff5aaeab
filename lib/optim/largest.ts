/**
 * The largest f32.
 *
 * @module
 */

/** Where a mean of squares stops, of gradients beyond 2e19: infinity would be NaN in the next step. */
export const largest = (2 - 2 ** -23) * 2 ** 127;
