/** Axes that were made for a figure of their own, in the smaller room of a cell. */

import { wrap } from "../parts/escape.ts";
import type { Figure } from "../figure/figure.ts";
import { roundStep } from "../parts/numbers.ts";

/** Pixels that ticks are apart at least, along each axis. */
const APART = { x: 44, y: 17 };
const CHARACTER = 7.4;

type Json = Record<string, unknown>;

/** The room that a figure needs around its axes, in pixels. */
export interface Room {
  readonly left: number;
  readonly right: number;
  readonly below: number;
}

/** What a figure needs around its axes: names, titles of axes, a colour bar. */
export function roomOf({ data, layout }: Figure): Room {
  const axes = Object.entries(layout as Json);
  const of = (letter: string) =>
    axes.filter(([key]) => key.startsWith(`${letter}axis`))
      .map(([, axis]) => axis as Json);
  const lines = (axis: Json) => textOf(axis.title).split("<br>").length;
  const hasTitle = (axis: Json) => textOf(axis.title) !== "";
  const left = of("y").map((axis) =>
    Math.max(
      44,
      ...namesOn(axis, data, "y").flat()
        .map((line) => CHARACTER * line.length + 12),
    ) +
    (hasTitle(axis) ? 8 + 17 * lines(axis) : 0)
  );
  const below = of("x").map((axis) => {
    const angle = Math.abs(Number(axis.tickangle ?? 0)) * Math.PI / 180;
    const written = namesOn(axis, data, "x");
    const lengths = written.flat().map((line) => line.length);
    const names = angle === 0
      ? 17 * (Math.max(1, ...written.map((lines) => lines.length)) - 1)
      : CHARACTER * Math.max(0, ...lengths) * Math.sin(angle);
    return 28 + names + (hasTitle(axis) ? 8 + 17 * lines(axis) : 0);
  });
  const bars = (data as Json[]).some((trace) =>
    (["heatmap", "contour"].includes(String(trace.type)) &&
      trace.showscale !== false) ||
    (trace.marker as Json | undefined)?.showscale
  );
  return {
    left: Math.max(52, ...left),
    right: bars ? 84 : 24,
    below: Math.max(34, ...below),
  };
}

/** An axis whose title is broken, and whose ticks are thinned, for so many pixels. */
export function fitAxis(axis: Json, letter: string, pixels: number): Json {
  const apart = letter === "x" ? APART.x : APART.y;
  const most = Math.max(1, Math.floor(pixels / apart));
  const text = textOf(axis.title);
  const title = text === "" ? {} : {
    title: {
      ...(typeof axis.title === "object" ? axis.title : {}),
      text: rewrap(text, Math.floor(pixels / 8)),
    },
  };
  return { ...axis, ...title, ...fitTicks(axis, most, letter) };
}

/** A text that was escaped and broken before, in lines of another length. */
export function rewrap(text: string, length: number): string {
  return wrap(text.replaceAll("<br>", " "), length).join("<br>");
}

function fitTicks(axis: Json, most: number, letter: string): Json {
  const { range, dtick, tickvals, ticktext } = axis;
  if (Array.isArray(tickvals) && tickvals.length > most && letter === "y") {
    const every = Math.ceil(tickvals.length / most);
    const keep = (_: unknown, i: number) => i % every === 0;
    return {
      tickvals: tickvals.filter(keep),
      ...(Array.isArray(ticktext) ? { ticktext: ticktext.filter(keep) } : {}),
    };
  }
  if (typeof dtick !== "number" || !Array.isArray(range)) return {};
  const [from, to] = range as [number, number];
  const least = Math.abs(to - from) / most;
  if (dtick >= least) return {};
  return {
    dtick: axis.type === "log"
      ? Math.ceil(least)
      : Math.max(dtick, roundStep(least)),
  };
}

/** The names along an axis, each in its lines. */
function namesOn(
  axis: Json,
  data: readonly unknown[],
  letter: string,
): string[][] {
  const names: unknown[] = Array.isArray(axis.ticktext)
    ? axis.ticktext
    : axis.type === "category"
    ? (data as Json[]).flatMap((trace) => (trace[letter] ?? []) as unknown[])
    : [];
  return names.map((name) =>
    String(name).replace(/&[^;]+;/g, "x").split("<br>")
  );
}

function textOf(title: unknown): string {
  const text = typeof title === "string"
    ? title
    : (title as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? text : "";
}
