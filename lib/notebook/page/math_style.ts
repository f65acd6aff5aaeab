/** KaTeX's style sheet with the fonts that a page uses inside, so that it needs nothing else. */

import katex from "katex";
import css from "katex/dist/katex.min.css" with { type: "text" };

const FACE =
  /@font-face\{[^}]*?font-family:"?(KaTeX_\w+)"?;font-style:(\w+);font-weight:(\d+);src:url\(fonts\/([\w-]+)\.woff2\)[^}]*\}/g;

/** What one of the page's rules says of fonts; of every family where it names none. */
interface Rule {
  family: string | undefined;
  bold: boolean;
  italic: boolean;
}

/**
 * The style sheet for a page: 25 kB of text, and of the 390 kB of fonts those that a rule asks for
 * whose classes occur in the page.
 */
export async function mathStyle(html: string): Promise<string> {
  const rules = rulesFor(html);
  const fonts = new Map<string, string>();
  await Promise.all(
    [...css.matchAll(FACE)].map(async ([face, family, style, weight, file]) => {
      const about = rules.filter((rule) => (rule.family ?? family) === family);
      const used = about.some((rule) => rule.family) &&
        (style === "normal" || about.some(({ italic }) => italic)) &&
        (weight === "400" || about.some(({ bold }) => bold));
      if (used) fonts.set(face, await withFont(face, file));
    }),
  );
  return css.replace(FACE, (face) => fonts.get(face) ?? "");
}

function rulesFor(html: string): Rule[] {
  const attributes = new Set(
    [...html.matchAll(/class="([^"]*)"/g)].map(([, names]) => names),
  );
  const elements = [...attributes].map((names) => new Set(names.split(" ")));
  const mayMatch = (selector: string) =>
    selector.includes(".") &&
    selector.split(/[\s>]+/).every((compound) => {
      const names = [...compound.matchAll(/\.([\w-]+)/g)];
      return elements.some((has) => names.every(([, name]) => has.has(name)));
    });
  return [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)]
    .filter(([, selectors]) => selectors.split(",").some(mayMatch))
    .map(([, , declarations]) => ({
      family: declarations.match(/KaTeX_\w+/)?.[0],
      bold: declarations.includes("font-weight:700"),
      italic: declarations.includes("font-style:italic"),
    }));
}

async function withFont(face: string, file: string): Promise<string> {
  // With its version the specifier means the same in a clone and in the published package.
  const url = import.meta.resolve(
    `npm:katex@${katex.version}/dist/fonts/${file}.woff2`,
  );
  const font = (await Deno.readFile(new URL(url))).toBase64();
  return face.replace(
    /src:[^}]*/,
    `src:url(data:font/woff2;base64,${font}) format("woff2")`,
  );
}
