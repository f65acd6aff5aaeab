/** The text of HTML, as a reader sees it: cells of a table with tabs between, rows as lines. */

const ENTITIES: Record<string, string> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  nbsp: " ",
  quot: '"',
};

/** The text of a piece of HTML, with the descriptions of its pictures. */
export function htmlText(html: string): string {
  return html
    .replace(/<!--[^]*?-->|<(script|style)\b[^]*?<\/\1\s*>/gi, "")
    .replace(/\s+/g, " ")
    .replace(/<\/t[dh]>/gi, "\t")
    .replace(/<br\b|<\/(?:tr|p|div|li|h[1-6]|caption|summary)\b/gi, "\n$&")
    .replace(/<img\b[^>]*?\balt="([^"]*)"/gi, " $1 $&")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff
        ? String.fromCodePoint(code)
        : ENTITIES[name] ?? all;
    })
    .replace(/ *\t */g, "\t")
    .split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
}
