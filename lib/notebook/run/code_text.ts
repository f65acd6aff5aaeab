/** Tells the code of a source from what only looks like it: comments, strings, templates and regular expressions. */

/** A source in two forms, both as long as it is, so that places in them are places in it. */
export interface CodeText {
  /** With spaces for comments. */
  readonly code: string;
  /** And with `_` for what stands in strings, templates and regular expressions. */
  readonly bare: string;
}

/** Where a piece ends that starts at a place, and what it is. */
interface Piece {
  readonly kind: "comment" | "text";
  readonly end: number;
}

/** After these a slash begins a regular expression; after names, numbers and brackets it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\breturn|\btypeof)\s*$/;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y;

/** Reads a source. */
export function codeText(source: string): CodeText {
  let code = "", bare = "", i = 0;
  while (i < source.length) {
    const piece = pieceAt(source, i, bare);
    const part = source.slice(i, piece?.end ?? i + 1);
    if (piece?.kind === "comment") {
      const blank = part.replace(/[^\n]/g, " ");
      code += blank;
      bare += blank;
    } else {
      code += part;
      bare += piece
        ? part[0] + "_".repeat(Math.max(0, part.length - 2)) +
          part.slice(1).slice(-1)
        : part;
    }
    i += part.length;
  }
  return { code, bare };
}

/** Whether the whole text is one string or template. */
export function isString(text: string): boolean {
  return /^["'`]/.test(text) && pieceAt(text, 0, "")?.end === text.length;
}

function pieceAt(source: string, i: number, before: string): Piece | null {
  const text = (end: number): Piece => ({ kind: "text", end });
  switch (source[i]) {
    case '"':
    case "'":
      return text(endOfString(source, i));
    case "`":
      return text(endOfTemplate(source, i));
    case "/": {
      const comment = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
      comment.lastIndex = REGEX.lastIndex = i;
      if (comment.test(source)) {
        return { kind: "comment", end: comment.lastIndex };
      }
      return BEFORE_REGEX.test(before.slice(-80)) && REGEX.test(source)
        ? text(REGEX.lastIndex)
        : null;
    }
    default:
      return null;
  }
}

function endOfString(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === source[start]) return i + 1;
    else if (source[i] === "\n") return i;
  }
  return source.length;
}

function endOfTemplate(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "`") return i + 1;
    else if (source.startsWith("${", i)) i = endOfGap(source, i + 2) - 1;
  }
  return source.length;
}

/** The end of what stands between `${` and `}`, which is code again. */
function endOfGap(source: string, start: number): number {
  let depth = 1;
  for (let i = start; i < source.length; i++) {
    const piece = pieceAt(source, i, source.slice(start, i));
    if (piece) i = piece.end - 1;
    else if (source[i] === "{") depth++;
    else if (source[i] === "}" && --depth === 0) return i + 1;
  }
  return source.length;
}
