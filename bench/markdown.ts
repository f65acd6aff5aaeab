/**
 * Tables for the terminal and for `bench/README.md`, where each question's stands between two markers.
 *
 * @module
 */

/** A Markdown table, its columns as wide as what is in them; the first is aligned left, the others right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column].length))
  );
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, column) =>
        column === 0
          ? cell.padEnd(widths[column])
          : cell.padStart(widths[column])
      ).join(" | ")
    } |`;
  const rule = `| ${
    widths.map((width, column) =>
      column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
    ).join(" | ")
  } |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/**
 * Replaces what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 *
 * @throws {Error} when the markers are not there
 */
export function replaceSection(
  text: string,
  name: string,
  section: string,
): string {
  const begin = `<!-- ${name}:begin -->`, end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin), to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(
      `the markers ${begin} and ${end} are missing, in this order`,
    );
  }
  return `${text.slice(0, from + begin.length)}\n\n${section.trim()}\n\n${
    text.slice(to)
  }`;
}

/** A number with three digits that count. */
export function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
