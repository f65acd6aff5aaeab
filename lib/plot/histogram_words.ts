/** Histograms in words. */

import { scaled } from "./axis.ts";
import type { Bins } from "./bins.ts";
import type { HistogramOptions } from "./histogram.ts";
import { type Numbers, writeCount, writeNumber } from "./numbers.ts";
import type { Scale } from "./options.ts";

/** A note on the values that have no place in the chart. */
export function leftOut(series: readonly Numbers[], scale: Scale): string {
  let notFinite = 0, notPositive = 0;
  for (const values of series) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) notFinite++;
      else if (Number.isNaN(scaled(values[i], scale))) notPositive++;
    }
  }
  const note = (count: number, what: string) =>
    count === 0 ? [] : [
      `${writeCount(count, "value")} ${
        count === 1 ? "is" : "are"
      } not ${what}.`,
    ];
  return [
    ...note(notFinite, "finite and left out"),
    ...note(notPositive, "positive and cannot be drawn on a log scale"),
  ].join(" ");
}

/** What the chart shows, in sentences: bins, and of each series mean, deviation and peak. */
export function describeHistogram(
  rows: readonly {
    name: string | null;
    values: Numbers;
    counts: readonly number[];
  }[],
  { edges }: Bins,
  { title, xLabel, xScale = "linear" }: HistogramOptions,
  caption: string,
): string {
  const range: [number, number] = [edges[0], edges.at(-1)!];
  const write = (value: number) => writeNumber(value, range);
  const start = `Histogram${title ? ` “${title}”` : ""} of ${
    xLabel || "values"
  }${xScale === "log" ? " (log scale)" : ""}: ${
    writeCount(edges.length - 1, "bin")
  } from ${write(range[0])} to ${write(range[1])}.`;
  const sentences = rows.map(({ name, values, counts }) => {
    const shown = Array.from(values)
      .filter((value) => !Number.isNaN(scaled(value, xScale)));
    const label = name === null ? "" : `${name}: `;
    if (shown.length === 0) return `${label}no value that can be drawn.`;
    const mean = shown.reduce((a, b) => a + b, 0) / shown.length;
    const square = shown.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    const deviation = Math.sqrt(square / shown.length);
    const fullest = counts.indexOf(Math.max(...counts));
    return `${label}${writeCount(shown.length, "value")}, mean ${
      write(mean)
    }, standard deviation ${writeNumber(deviation)}, most (${
      counts[fullest]
    }) from ${write(edges[fullest])} to ${write(edges[fullest + 1])}.`;
  });
  return [start, ...sentences, caption].filter((text) => text !== "").join(" ");
}
