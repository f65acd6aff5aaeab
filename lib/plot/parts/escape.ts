/** Text from users, made harmless for the place where it goes. */

/**
 * Text for plotly.js, which reads some HTML tags, entities and, where a page has MathJax, `$...$`:
 * all of it is shown as written.
 */
export function plotlyText(text: string): string {
  return escapeHtml(text).replaceAll("$", "&#36;");
}

/** Text for HTML, between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&#34;").replaceAll("'", "&#39;");
}

/** A value as JavaScript inside a `<script>`: no text in it can end the element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** Breaks text at spaces into lines of at most `length` characters, where words allow. */
export function wrap(text: string, length: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > length) {
        lines.push(line);
        line = word;
      } else {
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}
