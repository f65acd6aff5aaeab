/** Lines, the faint ones behind them and bands, as traces of plotly.js. */

import { outlineOf, type PlacedBand } from "./band.ts";
import type { Numbers } from "../parts/numbers.ts";
import { checkChoice, describe } from "../parts/options.ts";
import { coordinates, nameAndHover } from "../parts/plane.ts";
import type { PlacedLine } from "../parts/placed_line.ts";
import type { Data } from "../figure/plotly_json.ts";
import { colours, dashes, symbols } from "../parts/style.ts";

/** Whether a line has markers, or nothing but markers. */
export type Markers = boolean | "only";

/** Reads whether lines have markers: one answer for all, or one by name. */
export function readMarkers(
  markers: unknown,
  lines: readonly PlacedLine[],
): (Markers | undefined)[] {
  const choices = [true, false, "only"];
  if (typeof markers !== "object" || markers === null) {
    checkChoice("markers", markers, choices);
    return lines.map(() => markers as Markers | undefined);
  }
  const names = lines.map(({ name }) => name);
  for (const [name, value] of Object.entries(markers)) {
    const key = JSON.stringify(name);
    if (!names.includes(name)) {
      throw new RangeError(
        `options.markers has ${key}, expected names of series: ${
          names.map((name) => JSON.stringify(name)).join(", ")
        }`,
      );
    }
    if (!choices.includes(value)) {
      throw new TypeError(
        `options.markers[${key}] is ${
          typeof value === "string" ? JSON.stringify(value) : describe(value)
        }, expected true or false or "only"`,
      );
    }
  }
  return names.map((name) => (markers as Record<string, Markers>)[name!]);
}

/** How a series looks: by its place among all. */
export interface LineLook {
  readonly index: number;
  readonly count: number;
  /** The name, escaped. */
  readonly escaped: string;
  readonly markers: Markers | undefined;
}

/** A line, or points, as `markers` says; of a long line some are marked. */
export function lineTrace(
  { name, x, y }: { name: string | null; x: Numbers; y: Numbers },
  kept: readonly number[] | null,
  { index, count, escaped, markers }: LineLook,
): Data {
  const points = coordinates({ x, y }, kept);
  const few = points.x.length <= 40;
  const only = markers === "only";
  const marked = markers ?? (few || count > 1);
  return {
    type: "scatter",
    mode: only ? "markers" : marked ? "lines+markers" : "lines",
    ...nameAndHover(name, escaped),
    legendgroup: String(index),
    ...points,
    line: {
      color: colours[index % colours.length],
      dash: dashes[index % dashes.length],
      width: 2,
    },
    ...(marked
      ? {
        marker: {
          color: colours[index % colours.length],
          symbol: symbols[index % symbols.length],
          size: 7,
          // A long line has some markers, so that it is told from others without colour.
          ...(few || markers !== undefined ? {} : { maxdisplayed: 12 }),
        },
      }
      : {}),
  };
}

/** The raw values behind an average: faint, and not in the legend. */
export function rawTrace(
  one: { x: Numbers; y: Numbers },
  kept: readonly number[] | null,
  index: number,
): Data {
  return {
    ...coordinates(one, kept),
    ...background(index),
    line: { color: faint(index, 0.3), width: 1 },
  };
}

/** A band in the faint colour of its series. */
export function bandTrace(
  band: PlacedBand,
  floor: number,
  kept: readonly number[] | null,
  index: number,
): Data {
  return {
    ...coordinates(outlineOf(band, floor, kept), null),
    ...background(index),
    fill: "toself",
    fillcolor: faint(index, 0.2),
    line: { width: 0 },
  };
}

/** What stands behind a line, and goes when it is switched off in the legend. */
function background(index: number) {
  return {
    type: "scatter",
    mode: "lines",
    legendgroup: String(index),
    showlegend: false,
    hoverinfo: "skip",
  } as const;
}

function faint(index: number, opacity: number): string {
  const alpha = Math.round(255 * opacity).toString(16).padStart(2, "0");
  return `${colours[index % colours.length]}${alpha}`;
}
