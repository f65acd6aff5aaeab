/** Colours TypeScript for reading: comments, strings, numbers and keywords, no more. */

import { escapeHtml } from "./escape_html.ts";

const KEYWORDS = "abstract|as|async|await|break|case|catch|class|const|" +
  "continue|declare|default|delete|do|else|enum|export|extends|false|finally|" +
  "for|from|function|if|implements|import|in|instanceof|interface|let|new|null|" +
  "of|return|satisfies|static|super|switch|this|throw|true|try|type|typeof|" +
  "undefined|using|var|void|while|with|yield";

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)`,
    String.raw`(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|` +
    "`(?:\\\\[^]|\\$\\{[^}]*\\}|[^`\\\\])*`)",
    // A word after a dot is a property, whatever it is called.
    String
      .raw`(?<number>(?<![\w$.])(?:0[xob][\da-f_]+|\d[\d_]*\.?\d*(?:e[+-]?\d+)?)n?)`,
    String.raw`(?<keyword>(?<![\w$.])(?:${KEYWORDS})(?![\w$]))`,
  ].join("|"),
  "gi",
);

/** The code as HTML, with spans of the classes `comment`, `string`, `number` and `keyword`. */
export function highlight(code: string): string {
  let html = "";
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const [kind] = Object.entries(match.groups!)
      .find(([, text]) => text !== undefined)!;
    html += escapeHtml(code.slice(end, match.index));
    html += `<span class="${kind}">${escapeHtml(match[0])}</span>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(code.slice(end));
}
