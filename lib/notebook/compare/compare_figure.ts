/** Compares figures: their structure exactly, the numbers they draw by what the eye can see. */

import { compareJson, type IsNear } from "./compare_json.ts";
import { isNear, type Tolerance } from "./compare_text.ts";
import { isRecord, type JsonPath, sameJson } from "../format/json.ts";

/** The part of an axis that the eye can see: a pixel and a half of 720. */
const VISIBLE = 1 / 500;

/**
 * The first difference of two figures of Plotly JSON, `undefined` where there is none: the traces with
 * their types, names and lengths; titles, axes and all else, texts as texts. Numbers in lists may
 * be apart by 1/500 of the range of their list, on logarithmic axes of its logarithms.
 */
export function compareFigures(
  expected: unknown,
  found: unknown,
  tolerance: Tolerance,
): string | undefined {
  const [wanted, got] = [expected, found].map(tracesOf);
  if (!sameJson(wanted, got)) {
    return `expected the traces ${wanted.join(", ")}, found ${got.join(", ")}`;
  }
  const near = new Map<string, IsNear>();
  return compareJson(expected, found, tolerance, (path) => {
    const trace = path[path.lastIndexOf("data") + 1];
    const root = path.slice(0, path.lastIndexOf("data") + 3);
    if (typeof trace !== "number" || root.length < 3) return undefined;
    const name = JSON.stringify(root);
    if (!near.has(name)) near.set(name, visible(expected, root, tolerance));
    return near.get(name);
  });
}

/** The traces in words. */
function tracesOf(figure: unknown): string[] {
  const data = isRecord(figure) && Array.isArray(figure.data)
    ? figure.data
    : [];
  return data.map((trace) => {
    const { type = "scatter", name } = isRecord(trace) ? trace : {};
    return name === undefined
      ? String(type)
      : `${type} ${JSON.stringify(name)}`;
  });
}

/** Compares the numbers of one list of a trace, such as its `y`. */
function visible(
  figure: unknown,
  path: JsonPath,
  tolerance: Tolerance,
): IsNear {
  const along: Record<string, unknown>[] = [];
  let value = figure;
  for (const key of path) {
    value = (value as Record<string | number, unknown>)[key];
    if (isRecord(value)) along.push(value);
  }
  const key = String(path.at(-1));
  const place = isLogarithmic(figure, along.at(-1) ?? {}, key)
    ? Math.log10
    : (number: number) => number;
  let low = Infinity, high = -Infinity;
  for (const number of [value].flat(Infinity)) {
    const on = typeof number === "number" ? place(number) : NaN;
    if (!Number.isFinite(on)) continue;
    low = Math.min(low, on);
    high = Math.max(high, on);
  }
  return (expected, found) => {
    if (isNear(expected, found, tolerance)) return true;
    return Math.abs(place(expected) - place(found)) <= VISIBLE * (high - low);
  };
}

/** Whether the numbers under a key of a trace lie on a logarithmic axis of the figure. */
function isLogarithmic(
  figure: unknown,
  trace: Record<string, unknown>,
  key: string,
): boolean {
  if (key !== "x" && key !== "y") return false;
  const name = String(trace[`${key}axis`] ?? key); // "y2" is layout.yaxis2
  const layout = isRecord(figure) && isRecord(figure.layout)
    ? figure.layout
    : {};
  const axis = layout[`${key}axis${name.slice(1)}`];
  return isRecord(axis) && axis.type === "log";
}
