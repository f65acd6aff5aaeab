/** KaTeX's style sheet with its fonts inside, so that a page needs nothing else. */

import katex from "katex";
import css from "katex/dist/katex.min.css" with { type: "text" };

/** The style sheet, 370 kB of text. */
export async function mathStyle(): Promise<string> {
  const names = [...css.matchAll(/url\(fonts\/([\w-]+)\.woff2\)/g)]
    .map(([, name]) => name);
  const fonts = new Map<string, string>();
  await Promise.all(names.map(async (name) => {
    // With its version the specifier means the same in a clone and in the published package.
    const font = import.meta.resolve(
      `npm:katex@${katex.version}/dist/fonts/${name}.woff2`,
    );
    fonts.set(name, (await Deno.readFile(new URL(font))).toBase64());
  }));
  return css.replace(
    /src:url\(fonts\/([\w-]+)\.woff2\)[^;}]*/g,
    (_, name: string) =>
      `src:url(data:font/woff2;base64,${fonts.get(name)}) format("woff2")`,
  );
}
