/**
 * Tables for terminals.
 *
 * @module
 */

/** Rows of cells with their columns aligned. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, c) =>
    Math.max(...rows.map((row) => row[c].length))
  );
  return rows.map((row) =>
    row.map((text, c) => text.padEnd(widths[c])).join("  ").trimEnd()
  ).join("\n");
}
