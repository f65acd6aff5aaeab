/** Histograms in words. */

import { scaled } from "../parts/axis.ts";
import type { Bins } from "./bins.ts";
import type { HistogramOptions } from "./histogram.ts";
import { joinSentences } from "../parts/caption.ts";
import { type Numbers, writeCount, writeNumber } from "../parts/numbers.ts";

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
  return joinSentences([start, ...sentences, caption]);
}
