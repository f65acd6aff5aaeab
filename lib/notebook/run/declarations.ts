/** Reads which variables a cell declares, and with which values. */

/** A variable that a cell declares. */
export interface Declaration {
  /** `const`, `let` or `var`. */
  keyword: string;
  /** Its name. */
  name: string;
  /** The text of its value; `""` where it has none. */
  value: string;
}

const STATEMENT = /^(?:export\s+)?(const|let|var)\s+(?=[\p{ID_Start}$_])/gmu;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u;
/** What makes a comma end a declaration: in `Map<string, number>` no type or value follows. */
const NEXT =
  /^,(?:\s|\/\/.*\n)*(?=[\p{ID_Start}$_][\p{ID_Continue}$]*\s*[:=])/u;

/** The variables that are declared at the beginning of a line, in order; destructuring is left out. */
export function declarations(source: string): Declaration[] {
  return source.matchAll(STATEMENT).flatMap((match) =>
    declarators(source.slice(match.index + match[0].length)).map((text) => ({
      keyword: match[1],
      name: NAME.exec(text)![0],
      value: /^[^=]*=\s*([^]*)$/.exec(text)?.[1] ?? "",
    }))
  ).toArray();
}

/** The parts of a statement between its commas, without comments. */
function declarators(text: string): string[] {
  const parts = [""];
  let depth = 0, quote = "";
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quote) {
      if (character === "\\") parts.push(parts.pop() + text[i++]);
      else if (character === quote) quote = "";
    } else if (text.startsWith("//", i)) {
      i += /^[^\n]*/.exec(text.slice(i))![0].length - 1;
      continue;
    } else if (/["'`]/.test(character)) quote = character;
    else if (/[([{]/.test(character)) depth++;
    else if (/[)\]}]/.test(character)) depth--;
    else if (depth === 0) {
      const next = NEXT.exec(text.slice(i));
      if (next) {
        parts.push("");
        i += next[0].length - 1;
        continue;
      }
      const ended = character === "\n" && !/[,=]\s*$/.test(parts.at(-1)!);
      if (character === ";" || ended) break;
    }
    parts.push(parts.pop() + text[i]);
  }
  return parts.map((part) => part.trim());
}
