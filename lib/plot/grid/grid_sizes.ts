/** Where the axes of each figure of a grid stand, in pixels. */

import { titleOf } from "../figure/composed_options.ts";
import type { Figure } from "../figure/figure.ts";
import { rewrap, roomOf } from "./grid_fit.ts";
import { type CellLegend, cellLegend } from "./grid_legend.ts";

/** The axes of a figure in pixels from the left and from the top, and what stands above them. */
export interface CellSize {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The title of the figure, in lines that fit; empty where it has none. */
  readonly title: string;
  readonly legend: CellLegend | null;
}

/** What a grid is told of its sizes. */
export interface GridSize {
  readonly columns: number;
  readonly width: number;
  /** Undefined for what the figures need. */
  readonly height: number | undefined;
  /** The room for title, caption and a common legend. */
  readonly top: number;
  /** Whether there is one legend for all. */
  readonly sharesLegend: boolean;
}

/** Axes smaller than this show nothing. */
const LEAST = 40;

/** The axes of all columns are equally wide, those of a row equally high. */
export function cellSizes(
  figures: readonly Figure[],
  { columns, width, height, top, sharesLegend }: GridSize,
): { height: number; cells: CellSize[] } {
  const rooms = figures.map(roomOf);
  const across = Array.from(
    { length: Math.min(columns, figures.length) },
    (_, column) => {
      const own = rooms.filter((_, i) => i % columns === column);
      return {
        left: Math.max(...own.map((room) => room.left)),
        right: Math.max(...own.map((room) => room.right)),
      };
    },
  );
  const sides = sum(across.map(({ left, right }) => left + right));
  const plotWidth = (width - sides) / across.length;
  checkRoom("width", width, plotWidth, sides + LEAST * across.length);

  const heads = figures.map((figure, index) => {
    const room = plotWidth + across[index % columns].right;
    const text = titleOf(figure);
    const title = text === "" ? "" : rewrap(text, Math.floor(room / 9));
    const lines = title === "" ? 0 : title.split("<br>").length;
    const legend = sharesLegend ? null : cellLegend(figure, room);
    return { title, legend, above: 14 + 20 * lines + (legend?.height ?? 0) };
  });
  const down = Array.from(
    { length: Math.ceil(figures.length / columns) },
    (_, row) => {
      const most = (values: readonly number[]) =>
        Math.max(...values.slice(row * columns, (row + 1) * columns));
      return {
        above: most(heads.map(({ above }) => above)),
        plot: most(figures.map(wantedHeight)),
        below: most(rooms.map(({ below }) => below)),
      };
    },
  );
  const around = top + sum(down.map(({ above, below }) => above + below));
  const wanted = sum(down.map(({ plot }) => plot));
  const total = height ?? Math.round(around + wanted);
  const stretch = (total - around) / wanted;
  checkRoom(
    "height",
    total,
    stretch * Math.min(...down.map(({ plot }) => plot)),
    around + LEAST * down.length,
  );

  const cells = figures.map((_, index) => {
    const column = index % columns, row = Math.floor(index / columns);
    const before = across.slice(0, column);
    const over = down.slice(0, row);
    return {
      left: sum(before.map(({ left, right }) => left + plotWidth + right)) +
        across[column].left,
      top: top + down[row].above +
        sum(
          over.map(({ above, plot, below }) => above + stretch * plot + below),
        ),
      width: plotWidth,
      height: stretch * down[row].plot,
      title: heads[index].title,
      legend: heads[index].legend,
    };
  });
  return { height: total, cells };
}

/** The height of the axes that goes with the figure's own. */
function wantedHeight({ layout }: Figure): number {
  return Math.max(160, Math.min(420, 0.75 * (Number(layout.height) - 150)));
}

function checkRoom(
  name: string,
  value: number,
  pixels: number,
  needed: number,
): void {
  if (pixels >= LEAST) return;
  throw new RangeError(
    `options.${name} is ${value}, expected at least ${
      Math.ceil(needed)
    } pixels for these figures; give more or fewer columns`,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
