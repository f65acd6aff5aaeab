/** The legends of a grid: one above each figure that has one, or one for all where they are the same. */

import type { Figure } from "../figure/figure.ts";
import type { Data } from "../figure/plotly_json.ts";

/** Pixels of a character, of a line, and of the line or marker before a name. */
const CHARACTER = 7.3, LINE = 20, SAMPLE = 48;

/** A legend above a figure. */
export interface CellLegend {
  /** In one line, or one line for each name. */
  readonly orientation: "h" | "v";
  /** The room that it takes. */
  readonly height: number;
}

/** The legend of a figure in so many pixels, null where it has none. */
export function cellLegend(figure: Figure, width: number): CellLegend | null {
  const names = entries(figure).map(({ name }) => String(name));
  if (names.length === 0) return null;
  const needed = names.reduce(
    (sum, name) => sum + SAMPLE + CHARACTER * widthOf(name),
    0,
  );
  const lines = names.flatMap((name) => name.split("<br>")).length;
  return needed <= width && lines === names.length
    ? { orientation: "h", height: LINE + 6 }
    : { orientation: "v", height: LINE * lines + 6 };
}

/** Whether the figures with a legend, at least two, all have the same. */
export function haveOneLegend(figures: readonly Figure[]): boolean {
  const legends = figures.map(entries).filter(({ length }) => length > 0)
    .map((traces) => JSON.stringify(traces.map(look)));
  return legends.length > 1 && new Set(legends).size === 1;
}

/** The traces that stand in the legend of a figure. */
export function entries({ data, layout }: Figure): Data[] {
  const shown = (data as Record<string, unknown>[]).filter((trace) =>
    trace.showlegend !== false && trace.name !== undefined &&
    trace.visible !== false
  );
  // plotly.js draws none for a single trace unless it is asked to.
  return layout.showlegend ?? shown.length > 1 ? shown as Data[] : [];
}

function look(trace: Data): unknown {
  const { name, type, mode, line, marker } = trace as Record<string, unknown>;
  const of = (value: unknown) => {
    const { color, dash, symbol, pattern } = (value ?? {}) as Record<
      string,
      unknown
    >;
    return [color, dash, symbol, pattern];
  };
  return [name, type, mode, of(line), of(marker)];
}

/** The longest line of an escaped text in characters. */
function widthOf(text: string): number {
  const plain = text.replace(/&[^;]+;/g, "x");
  return Math.max(...plain.split("<br>").map((line) => line.length));
}
