/** Traces of plotly.js as plain JSON, and in words. */

import type { Data, Layout } from "./plotly_json.ts";
import {
  finiteRange,
  joinRanges,
  type Numbers,
  plainNumbers,
  writeCount,
  writeNumber,
} from "../parts/numbers.ts";
import { plainMatrix } from "../parts/plain_matrix.ts";

/** Copies traces: each array of numbers, nested ones too, becomes plain and rounded. */
export function plainTraces(
  traces: readonly Data[],
): Data[] {
  return traces.map((trace) => plainValue(trace) as Data);
}

/** How many numbers in the arrays of the traces are NaN or infinite. */
export function countGaps(traces: readonly unknown[]): number {
  const count = (value: unknown): number => {
    if (isNumbers(value)) {
      let gaps = 0;
      for (let i = 0; i < value.length; i++) {
        if (typeof value[i] === "number" && !Number.isFinite(value[i])) gaps++;
      }
      return gaps;
    }
    if (Array.isArray(value)) {
      return value.reduce((sum, item) => sum + count(item), 0);
    }
    return 0;
  };
  let gaps = 0;
  for (const trace of traces) {
    for (const value of Object.values(trace ?? {})) gaps += count(value);
  }
  return gaps;
}

/**
 * A trace with evenly spaced whole coordinates told by their start and step, as plotly.js also
 * takes them on a linear axis: a long line is half as long to store.
 */
export function shortTrace(trace: Data): Data {
  const { x, ...rest } = trace as Record<string, unknown>;
  if ((rest.type ?? "scatter") !== "scatter" || !Array.isArray(x)) return trace;
  const [x0, next] = x;
  const dx = next - x0;
  const even = Number.isInteger(x0) && Number.isInteger(dx) && dx !== 0 &&
    x.every((value, i) => value === x0 + i * dx);
  return even ? { ...rest, x0, dx } as Data : trace;
}

/** Whether all horizontal axes count evenly. */
export function isLinearAcross(layout: Layout): boolean {
  return Object.entries(layout).every(([name, axis]) =>
    !/^xaxis\d*$/.test(name) || (axis?.type ?? "linear") === "linear"
  );
}

function plainValue(value: unknown, key = ""): unknown {
  if (isNumbers(value)) return plainNumbers(value);
  if (key === "z" && isMatrix(value)) return plainMatrix(value);
  if (isMatrix(value)) {
    const range = joinRanges(value.map((row) => finiteRange(row)));
    return value.map((row) => plainNumbers(row, range));
  }
  if (Array.isArray(value)) return value.map((item) => plainValue(item));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, plainValue(item, key)]),
    );
  }
  return value;
}

function isNumbers(value: unknown): value is Numbers {
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView);
  return Array.isArray(value) && value.length > 0 &&
    value.every((item) => typeof item === "number" || item === null) &&
    value.some((item) => item !== null);
}

function isMatrix(value: unknown): value is Numbers[] {
  return Array.isArray(value) && value.length > 0 && value.every(isNumbers);
}

/** A sentence on traces of any kind: kind, title, names and the ranges of their numbers. */
export function sentenceOf(
  traces: readonly Data[],
  layout: Layout,
  caption: string,
): string {
  const title = textOf(layout.title);
  const kinds = [...new Set(traces.map((trace) => trace.type ?? "scatter"))];
  const parts = traces.slice(0, 6).map((trace, index) => {
    const { name, ...rest } = trace as Record<string, unknown>;
    const ranges = ["x", "y", "z"].flatMap((key) => {
      const value = rest[key];
      const range = isNumbers(value)
        ? finiteRange(value)
        : isMatrix(value)
        ? joinRanges(value.map((row) => finiteRange(row)))
        : null;
      return range === null
        ? []
        : [`${key} from ${writeNumber(range[0])} to ${writeNumber(range[1])}`];
    });
    const label = plainText(String(name ?? `trace ${index + 1}`));
    return ranges.length === 0 ? label : `${label}: ${ranges.join(", ")}`;
  });
  if (traces.length > 6) parts.push(`and ${traces.length - 6} more`);
  const what = `Figure${title === "" ? "" : ` “${title}”`}, ${
    kinds.join(" and ")
  }, ${writeCount(traces.length, "trace")}`;
  return [
    `${what}${parts.length === 0 ? "" : `. ${parts.join("; ")}`}.`,
    caption,
  ].join(" ").trim();
}

function textOf(title: unknown): string {
  const text = typeof title === "string"
    ? title
    : (title as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? plainText(text) : "";
}

/** The tags that plotly.js reads; it shows all others as they are written. */
const MARKUP = /<\/?(?:a|b|em|i|s|span|sub|sup|u)(?:\s[^>]*)?>/gi;

/** The text that plotly.js shows for its markup. */
function plainText(text: string): string {
  return text.replace(/<br\s*\/?>/gi, " ").replace(MARKUP, "")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&amp;", "&");
}
