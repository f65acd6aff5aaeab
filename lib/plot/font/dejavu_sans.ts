/**
 * DejaVu Sans, the font of the pictures: the same letters on a machine that has no fonts.
 *
 * Deno reads bytes out of an npm package behind an unstable flag only, which a notebook cannot
 * set; text it reads always. So the font lies here as text, cut down to Latin, Greek, Cyrillic,
 * sub- and superscripts, arrows, mathematics and shapes, and without hinting. From the package
 * `dejavu-fonts-ttf` 2.37.3, whose licence lies beside it, with fonttools 4.68.0:
 *
 *     pyftsubset DejaVuSans.ttf --no-hinting --layout-features= --name-IDs='*' \
 *       --drop-tables+=GSUB,GPOS,kern,GDEF,MATH,gasp,FFTM --output-file=sub.ttf --unicodes=\
 *     U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6,U+02DC,U+0370-03FF,U+0400-045F,\
 *     U+2000-206F,U+2070-209F,U+20AC,U+2100-214F,U+2150-218F,U+2190-21FF,U+2200-22FF,\
 *     U+2308-230B,U+25A0-25FF,U+2713,U+2717,U+27E8,U+27E9
 *     gzip -9nc sub.ttf | base64 -w 100 > dejavu_sans.txt
 *
 * @module
 */

import base64 from "./dejavu_sans.txt" with { type: "text" };

let bytes: Promise<Uint8Array<ArrayBuffer>> | undefined;

/** The bytes of the font file (TrueType). */
export function dejavuSans(): Promise<Uint8Array<ArrayBuffer>> {
  return bytes ??= new Response(
    new Blob([Uint8Array.fromBase64(base64)]).stream()
      .pipeThrough(new DecompressionStream("gzip")),
  ).bytes();
}
