/** Reads which variables a cell declares, and with which values. */

import { type CodeText, codeText } from "./code_text.ts";

/** A variable that a cell declares. */
export interface Declaration {
  /** `const`, `let` or `var`. */
  keyword: string;
  /** Its name. */
  name: string;
  /** The text of its value, without comments; `""` where it has none. */
  value: string;
}

const STATEMENT = /^(?:export\s+)?(const|let|var)\s+(?=[\p{ID_Start}$_])/gmu;
const NAME = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u;
/** The types in `Map<string, number>`, whose commas separate no declarations. */
const TYPES = /(?<=[\p{ID_Continue}$])<(?:[^<>;()=]|<[^<>;()=]*>)*>/uy;
const ASSIGNS = /(?<![=!<>])=(?![=>])/;
/** A line goes on that ends or is followed so. */
const OPEN_END = /[-,=+*/%&|^?:.<>]\s*$/;
const OPEN_START = /^\s*[-.?:,+*/%&|^=]/;

/** The variables that are declared at the beginning of a line, in order; destructuring is left out. */
export function declarations(source: string): Declaration[] {
  const text = codeText(source);
  return text.bare.matchAll(STATEMENT)
    .filter(({ index }) => depthAt(text.bare, index) === 0)
    .flatMap((match) =>
      declarators(text, match.index + match[0].length)
        .map((one) => ({ keyword: match[1], ...one }))
    ).toArray();
}

/** In how many brackets a place is. */
function depthAt(bare: string, place: number): number {
  const before = bare.slice(0, place);
  return before.replace(/[^([{]/g, "").length -
    before.replace(/[^)\]}]/g, "").length;
}

/** What one statement declares. */
function declarators({ code, bare }: CodeText, start: number) {
  const found: { name: string; value: string }[] = [];
  const take = (from: number, to: number) => {
    const part = bare.slice(from, to);
    const name = NAME.exec(part)?.[1];
    if (name === undefined) return; // destructuring
    const sign = ASSIGNS.exec(part);
    const value = sign ? code.slice(from + sign.index + 1, to).trim() : "";
    found.push({ name, value });
  };
  let depth = 0, from = start, i = start;
  for (; i < bare.length; i++) {
    const character = bare[i];
    TYPES.lastIndex = i;
    if (character === "<" && TYPES.test(bare)) i = TYPES.lastIndex - 1;
    else if (/[([{]/.test(character)) depth++;
    else if (/[)\]}]/.test(character)) depth--;
    else if (depth > 0) continue;
    else if (character === ",") {
      take(from, i);
      from = i + 1;
    } else if (character === ";") break;
    else if (character === "\n") {
      const goesOn = OPEN_END.test(bare.slice(from - 1, i)) ||
        OPEN_START.test(bare.slice(i));
      if (!goesOn) break;
    }
  }
  take(from, i);
  return found;
}
