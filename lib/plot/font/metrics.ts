/** Widths of text in the font of the pictures, so that labels are laid out as they are drawn. */

import { dejavuSans } from "./dejavu_sans.ts";

/** What is needed of a font to lay out text: lengths are in parts of the font size. */
export interface FontMetrics {
  /** From the base line up to the top of a line. */
  readonly ascent: number;
  /** From the base line down to the bottom of a line. */
  readonly descent: number;
  /** The width of a text; a character that the font lacks is as wide as its placeholder. */
  width(text: string): number;
  /** Whether the font has a shape for each character. */
  covers(text: string): boolean;
}

/** The metrics of the font of the pictures. */
export async function dejavuSansMetrics(): Promise<FontMetrics> {
  return readMetrics(await dejavuSans());
}

/**
 * Reads the metrics of a TrueType file: its tables `head`, `hhea`, `hmtx` and, of `cmap`, the
 * Unicode table of format 4. (OpenType specification 1.9, chapters of these names.)
 */
export function readMetrics(file: Uint8Array): FontMetrics {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const head = findTable(view, "head");
  const hhea = findTable(view, "hhea");
  const hmtx = findTable(view, "hmtx");
  const unitsPerEm = view.getUint16(head + 18);
  const lastMetric = view.getUint16(hhea + 34) - 1;
  const glyphOf = readCharacterMap(view, findTable(view, "cmap"));
  const advance = (character: string) => {
    const glyph = glyphOf(character.codePointAt(0)!);
    return view.getUint16(hmtx + 4 * Math.min(glyph, lastMetric));
  };
  return {
    ascent: view.getInt16(hhea + 4) / unitsPerEm,
    descent: -view.getInt16(hhea + 6) / unitsPerEm,
    width(text) {
      let sum = 0;
      for (const character of text) sum += advance(character);
      return sum / unitsPerEm;
    },
    covers: (text) => [...text].every((c) => glyphOf(c.codePointAt(0)!) !== 0),
  };
}

function findTable(view: DataView, name: string): number {
  const count = view.getUint16(4);
  for (let at = 12; at < 12 + 16 * count; at += 16) {
    if (readTag(view, at) === name) return view.getUint32(at + 8);
  }
  throw new RangeError(`font has no table ${name}, expected a TrueType file`);
}

function readTag(view: DataView, at: number): string {
  return String.fromCharCode(
    ...Array.from({ length: 4 }, (_, i) => view.getUint8(at + i)),
  );
}

function readCharacterMap(
  view: DataView,
  cmap: number,
): (codePoint: number) => number {
  const count = view.getUint16(cmap + 2);
  for (let i = 0; i < count; i++) {
    const at = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    if (view.getUint16(at) === 4) {
      return (codePoint) => glyphInFormat4(view, at, codePoint);
    }
  }
  throw new RangeError("font has no cmap of format 4, expected one");
}

function glyphInFormat4(view: DataView, at: number, codePoint: number): number {
  const segments = view.getUint16(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const offsets = deltas + 2 * segments;
  for (let i = 0; i < segments; i++) {
    if (codePoint > view.getUint16(ends + 2 * i)) continue;
    const start = view.getUint16(starts + 2 * i);
    if (codePoint < start) return 0;
    const delta = view.getUint16(deltas + 2 * i);
    const offset = view.getUint16(offsets + 2 * i);
    if (offset === 0) return (codePoint + delta) & 0xffff;
    const glyph = view.getUint16(
      offsets + 2 * i + offset + 2 * (codePoint - start),
    );
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
