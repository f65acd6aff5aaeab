/**
 * Equality to the bit.
 *
 * @module
 */

/** Whether two arrays have the same bytes: -0 is not 0, and a NaN is itself. */
export function equalBits(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  const other = bytes(b);
  return a.byteLength === b.byteLength &&
    bytes(a).every((byte, i) => byte === other[i]);
}
