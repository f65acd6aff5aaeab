/** Axes and colours that hold for all frames, so that nothing jumps from one to the next. */

import type { Figure } from "../figure/figure.ts";
import { finiteRange, joinRanges, type Numbers } from "../parts/numbers.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";

type Json = Record<string, unknown>;
type Range = [number, number];

/** The axes of a layout, each over the ranges of all figures. */
export function commonAxes(figures: readonly Figure[]): Layout {
  const axes: Json = {};
  const keys = new Set(
    figures.flatMap(({ layout }) =>
      Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))
    ),
  );
  for (const { xaxis = "x", yaxis = "y" } of figures[0].data as Json[]) {
    for (const id of [String(xaxis), String(yaxis)]) {
      keys.add(`${id[0]}axis${id.slice(1)}`);
    }
  }
  for (const key of keys) {
    const own = figures.map(({ layout }) =>
      (layout as Json)[key] as Json ?? {}
    );
    const ranges = own.map(({ range }) => range as Range | undefined);
    const range = ranges.every((one) => one?.every(Number.isFinite))
      ? joined(ranges as Range[])
      : rangeOfData(figures, key, own[0]);
    // Ticks that one of them set may be too many for all.
    const ticks = own.every(({ dtick }) => dtick === own[0].dtick)
      ? {}
      : { dtick: undefined, tick0: undefined };
    axes[key] = { ...own[0], ...(range === null ? {} : { range }), ...ticks };
  }
  return axes as Layout;
}

/** A range that holds all, in the direction of the first. */
function joined(ranges: readonly Range[]): Range {
  const [low, high] = joinRanges(
    ranges.map((range) => finiteRange(range)),
  )!;
  return ranges[0][0] > ranges[0][1] ? [high, low] : [low, high];
}

/** The range of numbers on an axis that was left to plotly.js, null where that must choose. */
function rangeOfData(
  figures: readonly Figure[],
  key: string,
  { type, autorange }: Json,
): Range | null {
  if (type !== undefined && type !== "linear") return null;
  if (autorange !== undefined && autorange !== true) return null;
  const letter = key[0] as "x" | "y", id = key.replace("axis", "");
  const ranges: (Range | null)[] = [];
  for (const trace of figures.flatMap(({ data }) => data as Json[])) {
    if ((trace[`${letter}axis`] ?? letter) !== id) continue;
    // Of other kinds the ends are not those of the numbers.
    if ((trace.type ?? "scatter") !== "scatter") return null;
    const values = trace[letter] as Numbers | undefined;
    const length = (trace[letter === "x" ? "y" : "x"] as Numbers)?.length ?? 1;
    if (values && Array.from(values).some((v) => typeof v === "string")) {
      return null;
    }
    ranges.push(values ? finiteRange(values) : [0, length - 1]);
  }
  const range = joinRanges(ranges);
  if (range === null) return null;
  const free = 0.05 * (range[1] - range[0]) || 0.5;
  return [range[0] - free, range[1] + free];
}

/** The traces with colour scales that are the same and end at the same values in all figures. */
export function commonColours(figures: readonly (readonly Data[])[]): Data[][] {
  return figures.map((data) =>
    data.map((trace, i) => {
      const all = figures.map((other) => other[i] as Json);
      return withEnds(
        withEnds(trace as Json, all, ["zmin", "zmax"]),
        all,
        ["cmin", "cmax"],
      ) as Data;
    })
  );
}

function withEnds(
  trace: Json,
  all: readonly Json[],
  [least, most]: readonly [string, string],
): Json {
  const ranges = all.map((one) => [one?.[least], one?.[most]]);
  if (!ranges.every((range) => range.every(Number.isFinite))) return trace;
  const [low, high] = joined(ranges as Range[]);
  // Of scales that differ, as where the first values have one sign, that of the widest range.
  const widths = (ranges as Range[]).map(([from, to]) => to - from);
  const { colorscale } = all[widths.indexOf(Math.max(...widths))];
  return {
    ...trace,
    [least]: low,
    [most]: high,
    ...(trace.colorscale === undefined ? {} : { colorscale }),
  };
}
