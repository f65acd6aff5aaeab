/** Points in characters, for terminals and for those who are read to. */

import { scaled } from "../parts/axis.ts";
import { finiteRange, joinRanges, writeNumber } from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";
import type { SketchSeries } from "../parts/sketch.ts";

const WIDTH = 56, HEIGHT = 12;
const MARKS = "●■▲◆✚✖▼★";

/** A mark of its series in each character where there is a point, later series over earlier ones. */
export function sketchPoints(
  series: readonly SketchSeries[],
  xScale: Scale,
  yScale: Scale,
): string {
  const places = series.map(({ x, y }) => ({
    x: Array.from(x, (value) => scaled(value, xScale)),
    y: Array.from(y, (value) => scaled(value, yScale)),
  }));
  const xs = joinRanges(places.map(({ x }) => finiteRange(x)));
  const ys = joinRanges(places.map(({ y }) => finiteRange(y)));
  if (xs === null || ys === null) return "";
  const cells = Array.from(
    { length: HEIGHT },
    () => new Array<string>(WIDTH).fill(" "),
  );
  const at = (value: number, [low, high]: [number, number], count: number) =>
    high > low
      ? Math.min(count - 1, Math.floor((value - low) / (high - low) * count))
      : count >> 1;
  places.forEach(({ x, y }, index) => {
    for (let i = 0; i < x.length; i++) {
      if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
      const row = HEIGHT - 1 - at(y[i], ys, HEIGHT);
      cells[row][at(x[i], xs, WIDTH)] = MARKS[index % MARKS.length];
    }
  });
  return frame(cells.map((row) => row.join("")), series, {
    xs,
    ys,
    xScale,
    yScale,
  });
}

function frame(
  rows: readonly string[],
  series: readonly SketchSeries[],
  { xs, ys, xScale, yScale }: {
    xs: [number, number];
    ys: [number, number];
    xScale: Scale;
    yScale: Scale;
  },
): string {
  const ends = (places: [number, number], scale: Scale) => {
    const values = places.map((place) =>
      scale === "log" ? 10 ** place : place
    ) as [number, number];
    return values.map((value) => writeNumber(value, values));
  };
  const [left, right] = ends(xs, xScale), [bottom, top] = ends(ys, yScale);
  const room = Math.max(bottom.length, top.length);
  const lines = rows.map((row, i) => {
    const label = i === 0 ? top : i === rows.length - 1 ? bottom : "";
    return `${label.padStart(room)} |${row.trimEnd()}`;
  });
  const names = series.map(({ name }, i) =>
    `${MARKS[i % MARKS.length]} ${name}`
  );
  return [
    ...lines,
    `${" ".repeat(room)} |${"_".repeat(WIDTH)}`,
    `${" ".repeat(room)}  ${left}${
      right.padStart(Math.max(right.length + 1, WIDTH - left.length))
    }`,
    ...(series[0].name === "" ? [] : [names.join("  ")]),
  ].join("\n");
}
