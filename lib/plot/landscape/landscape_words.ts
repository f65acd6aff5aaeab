/** Landscapes in words. */

import { joinSentences } from "../parts/caption.ts";
import type { ReadPath } from "./descent_path.ts";
import { extremes, type Landscape, type Place } from "./landscape.ts";
import type { LandscapeOptions } from "./landscape_options.ts";
import {
  finiteRange,
  joinRanges,
  writeCount,
  writeNumber,
} from "../parts/numbers.ts";

/** What the chart shows: axes, lowest and highest point, start and end of the path. */
export function describeLandscape(
  chart: "surface" | "contour",
  landscape: Landscape,
  path: ReadPath | null,
  { title, xLabel = "x", yLabel = "y", zLabel = "z", zScale }: LandscapeOptions,
  caption: string,
): string {
  const { x, y, rows } = landscape;
  const heights = joinRanges(rows.map((row) => finiteRange(row)));
  const range = (values: readonly number[]) =>
    [values[0], values.at(-1)!] as const;
  const write = {
    x: (value: number) => writeNumber(value, range(x)),
    y: (value: number) => writeNumber(value, range(y)),
  };
  const at = (place: Place) =>
    `${
      writeNumber(place.z, zScale === "log" ? null : heights)
    } at ${xLabel} = ${write.x(place.x)}, ${yLabel} = ${write.y(place.y)}`;
  const axis = (label: string, name: "x" | "y", values: readonly number[]) =>
    `${label} from ${write[name](values[0])} to ${write[name](values.at(-1)!)}`;
  const found = extremes(landscape);
  const kind = chart === "surface" ? "Surface" : "Contour chart";
  return joinSentences([
    `${kind}${title ? ` “${title}”` : ""}: ${zLabel}${
      zScale === "log" ? " (log scale)" : ""
    } over ${axis(xLabel, "x", x)} and ${axis(yLabel, "y", y)}, ${
      writeCount(y.length, "row")
    } by ${writeCount(x.length, "column")}.`,
    found === null
      ? "No value can be drawn."
      : `Lowest ${at(found.lowest)}, highest ${at(found.highest)}.`,
    describePath(path, at),
    caption,
  ]);
}

function describePath(
  path: ReadPath | null,
  at: (place: Place) => string,
): string {
  if (path === null) return "";
  const { places } = path;
  if (places.length === 0) return "No point of the path can be drawn.";
  if (places.length === 1) return `Path of 1 point, ${at(places[0])}.`;
  return `Path of ${writeCount(places.length, "point")} from ${
    at(places[0])
  } to ${at(places.at(-1)!)}.`;
}
