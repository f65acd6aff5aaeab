/** How the run of a notebook ended, and the table of all. */

/** How a run ended. */
export interface Outcome {
  /** The notebook's file. */
  path: string;
  /** How many cells were executed without a failure. */
  passed: number;
  /** How many there are to execute. */
  total: number;
  /** How long the run took. */
  seconds: number;
  /** Where and how it failed, if it did. */
  failure?: string;
}

/** A table of all runs: notebook, cells, seconds, result. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = [
    ["notebook", "cells", "seconds", "result"],
    ...outcomes.map(({ path, passed, total, seconds, failure }) => [
      path,
      `${passed}/${total}`,
      seconds.toFixed(1),
      failure ? `failed: ${failure.slice(0, 120)}` : "passed",
    ]),
  ];
  const width = (column: number) =>
    Math.max(...rows.map((row) => row[column].length));
  const [paths, cells, seconds] = [width(0), width(1), width(2)];
  return rows.map(([path, count, time, result]) =>
    `${path.padEnd(paths)}  ${count.padStart(cells)}  ${
      time.padStart(seconds)
    }  ${result}`
  ).join("\n");
}
