/**
 * What was looked at, where, and what was wrong: a table of short words, the problems below it.
 *
 * @module
 */

/** What may be looked at: the columns of the table. */
export const columns = [
  "runs",
  "outputs",
  "figures",
  "contrast",
  "theme",
  "requests",
  "console",
  "accessible",
] as const;

/** One notebook in one place. */
export class Row {
  /** Where: "JupyterLab". */
  readonly where: string;
  /** What: "01_layer_norm". */
  readonly what: string;
  readonly #found = new Map<string, { count: number; problems: string[] }>();

  /** Starts a row without anything looked at. */
  constructor(where: string, what: string) {
    this.where = where;
    this.what = what;
  }

  /**
   * Notes what a look gave.
   *
   * @param count How many things were looked at: with none, nothing was.
   */
  check(column: typeof columns[number], problems: string[], count = 1): void {
    const before = this.#found.get(column) ?? { count: 0, problems: [] };
    this.#found.set(column, {
      count: before.count + count,
      problems: [...before.problems, ...problems],
    });
  }

  /** The problems of all columns. */
  get problems(): string[] {
    return columns.flatMap((column) => {
      const found = this.#found.get(column);
      if (found && found.count === 0) return [`${column}: nothing to look at`];
      return found?.problems.map((text) => `${column}: ${text}`) ?? [];
    });
  }

  /** The words of the table. */
  get words(): string[] {
    return columns.map((column) => {
      const found = this.#found.get(column);
      if (!found) return "-";
      if (found.count === 0) return "none";
      if (found.problems.length > 0) return `${found.problems.length} wrong`;
      return found.count > 1 ? `${found.count} ok` : "ok";
    });
  }
}

/** The table of all rows, and below it what was wrong. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ["where", "what", ...columns],
    ...rows.map((row) => [row.where, row.what, ...row.words]),
  ];
  const widths = lines[0].map((_, i) =>
    Math.max(...lines.map((line) => line[i].length))
  );
  const text = lines.map((line) =>
    line.map((word, i) => word.padEnd(widths[i])).join("  ").trimEnd()
  );
  const wrong = rows.flatMap(({ where, what, problems }) =>
    problems.map((problem) => `${where}, ${what}: ${problem}`)
  );
  return [...text, ...(wrong.length > 0 ? ["", ...wrong] : [])].join("\n");
}
