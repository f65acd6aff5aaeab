/** A figure in a cell of a grid: its axes get new numbers, what it places in parts of its paper moves. */

import type { Figure } from "../figure/figure.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { template } from "../parts/style.ts";

/** Where the axes of a figure come to lie, in parts of the grid's paper. */
export interface Cell {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

type Json = Record<string, unknown>;
type Letter = "x" | "y";

/** What a figure becomes in its cell. */
export interface PlacedFigure {
  readonly data: Data[];
  /** Its axes and colour axes under their new names. */
  readonly axes: Readonly<Record<string, Record<string, unknown>>>;
  readonly annotations: unknown[];
  readonly shapes: unknown[];
  readonly images: unknown[];
  /** How many axes of each letter there are now. */
  readonly used: Readonly<Record<Letter, number>>;
}

/**
 * Moves a figure into a cell.
 *
 * @param used how many axes of each letter, and colour axes, the cells before it took
 */
export function placeInCell(
  { data, layout }: Figure,
  cell: Cell,
  used: Readonly<Record<Letter, number>>,
  coloraxis: string,
): PlacedFigure {
  const names = {
    x: namesOf("x", data, layout, used.x),
    y: namesOf("y", data, layout, used.y),
  };
  const rename = (reference: unknown, letter: Letter): unknown => {
    if (typeof reference !== "string") return reference;
    const [, id, rest] = /^([xy]\d*)( domain)?$/.exec(reference) ?? [];
    return id === undefined
      ? reference
      : `${names[letter].get(id) ?? id}${rest ?? ""}`;
  };
  const map = (part: unknown, letter: Letter) =>
    cell[letter][0] + Number(part) * (cell[letter][1] - cell[letter][0]);
  const height = cell.y[1] - cell.y[0], width = cell.x[1] - cell.x[0];

  const bar = (colorbar: Json = {}): Json => {
    const flat = colorbar.orientation === "h";
    return {
      ...colorbar,
      x: map(colorbar.x ?? (flat ? 0.5 : 1.02), "x"),
      y: map(colorbar.y ?? (flat ? 1.02 : 0.5), "y"),
      ...(colorbar.lenmode === "pixels"
        ? {}
        : { len: Number(colorbar.len ?? 1) * (flat ? width : height) }),
    };
  };
  const trace = (one: Json): Json => {
    const marker = one.marker as Json | undefined;
    return {
      ...one,
      xaxis: rename(one.xaxis ?? "x", "x"),
      yaxis: rename(one.yaxis ?? "y", "y"),
      ...(hasColorbar(one) ? { colorbar: bar(one.colorbar as Json) } : {}),
      ...(one.coloraxis === undefined ? {} : { coloraxis }),
      ...(marker === undefined ? {} : {
        marker: {
          ...marker,
          ...(marker.showscale
            ? { colorbar: bar(marker.colorbar as Json) }
            : {}),
          ...(marker.coloraxis === undefined ? {} : { coloraxis }),
        },
      }),
    };
  };
  // Places on an axis stay as they are; those on the paper move.
  const item = (one: Json): Json => {
    const moved: Json = { ...one };
    for (const letter of ["x", "y"] as const) {
      const reference = one[`${letter}ref`] ?? letter;
      moved[`${letter}ref`] = rename(reference, letter);
      if (one[`a${letter}ref`] !== undefined) {
        moved[`a${letter}ref`] = rename(one[`a${letter}ref`], letter);
      }
      if (reference !== "paper") continue;
      for (const key of [letter, `${letter}0`, `${letter}1`]) {
        if (one[key] !== undefined) moved[key] = map(one[key], letter);
      }
      const size = letter === "x" ? "sizex" : "sizey";
      if (one[size] !== undefined) {
        moved[size] = Number(one[size]) * (letter === "x" ? width : height);
      }
    }
    return moved;
  };

  const axes: Record<string, Json> = {};
  for (const letter of ["x", "y"] as const) {
    for (const [old, name] of names[letter]) {
      const own = (layout as Json)[axisKey(old)] as Json | undefined ?? {};
      const other = letter === "x" ? "y" : "x";
      axes[axisKey(name)] = {
        ...own,
        automargin: false, // the grid leaves room; a margin would move all cells
        domain: ((own.domain ?? [0, 1]) as number[]).map((part) =>
          map(part, letter)
        ),
        anchor: own.anchor === "free"
          ? "free"
          : rename(own.anchor ?? other, other),
        ...(own.position === undefined
          ? {}
          : { position: map(own.position, other) }),
        ...renamed(own, "overlaying", (value) => rename(value, letter)),
        ...renamed(own, "matches", (value) => rename(rename(value, "x"), "y")),
        ...renamed(
          own,
          "scaleanchor",
          (value) =>
            String(value).startsWith("x")
              ? rename(value, "x")
              : rename(value, "y"),
        ),
      };
    }
  }
  const shared = (layout as Json).coloraxis as Json | undefined;
  if (shared !== undefined) {
    axes[coloraxis] = { ...shared, colorbar: bar(shared.colorbar as Json) };
  }
  const list = (key: string) =>
    ((layout as Json)[key] as Json[] | undefined ?? []).map(item);
  return {
    data: data.map((one) => trace(one as Json) as Data),
    axes,
    annotations: list("annotations"),
    shapes: [...background(layout, names), ...list("shapes")],
    images: list("images"),
    used: { x: used.x + names.x.size, y: used.y + names.y.size },
  };
}

/** The axes of a figure in their order, each with its new name. */
function namesOf(
  letter: Letter,
  data: readonly Data[],
  layout: Layout,
  used: number,
): Map<string, string> {
  const key = `${letter}axis`;
  const own = new Set([
    ...Object.keys(layout)
      .filter((name) => new RegExp(`^${key}\\d*$`).test(name))
      .map((name) => name.replace("axis", "")),
    ...data.map((trace) => String((trace as Json)[key] ?? letter)),
  ]);
  const sorted = [...own].sort((a, b) => numberOf(a) - numberOf(b));
  return new Map(sorted.map((name, i) => {
    const number = used + i + 1;
    return [name, number === 1 ? letter : `${letter}${number}`];
  }));
}

function numberOf(name: string): number {
  return Number(name.slice(1) || 1);
}

/** `x2` is the id of `xaxis2`. */
function axisKey(id: string): string {
  return `${id[0]}axis${id.slice(1)}`;
}

function renamed(
  own: Json,
  key: string,
  rename: (value: unknown) => unknown,
): Json {
  return own[key] === undefined ? {} : { [key]: rename(own[key]) };
}

function hasColorbar({ type, showscale, coloraxis }: Json): boolean {
  if (coloraxis !== undefined || showscale === false) return false;
  return ["heatmap", "contour", "histogram2d", "histogram2dcontour"].includes(
    String(type),
  );
}

/** The grid has one background; another one of a figure becomes a rectangle behind its axes. */
function background(
  { plot_bgcolor: fillcolor }: Layout,
  { x, y }: Record<Letter, Map<string, string>>,
): Json[] {
  if (
    fillcolor === undefined || fillcolor === template.layout.plot_bgcolor
  ) return [];
  const [xref, yref] = [x, y].map((names) => [...names.values()][0]);
  return [{
    type: "rect",
    layer: "below",
    xref: `${xref} domain`,
    yref: `${yref} domain`,
    ...{ x0: 0, x1: 1, y0: 0, y1: 1 },
    fillcolor,
    line: { width: 0 },
  }];
}
