/** The size of a PNG, from the first bytes of its base64 text. */

/** Where the width stands in the file, and behind it the height. */
const WIDTH = 16;

/** The size in words, `640 by 480 pixels`. */
export function pngSize(base64: string): string {
  try {
    const start = base64.replace(/\s/g, "").slice(0, 32);
    const view = new DataView(Uint8Array.fromBase64(start).buffer);
    return `${view.getUint32(WIDTH)} by ${view.getUint32(WIDTH + 4)} pixels`;
  } catch {
    return "unknown size"; // no PNG, or cut short
  }
}
