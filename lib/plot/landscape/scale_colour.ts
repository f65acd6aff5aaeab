/** The colour of a value on a scale, where plotly.js is not the one that draws. */

import type { Colors } from "../parts/colour_scale.ts";
import { colours, diverging } from "../parts/style.ts";

/** Red, green and blue, from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Viridis as plotly.js has it: evenly spaced. */
const viridis = [
  "#440154",
  "#48186a",
  "#472d7b",
  "#424086",
  "#3b528b",
  "#33638d",
  "#2c728e",
  "#26828e",
  "#21918c",
  "#1fa088",
  "#28ae80",
  "#3fbc73",
  "#5ec962",
  "#84d44b",
  "#addc30",
  "#d8e219",
  "#fde725",
].map((colour, i, all): [number, string] => [i / (all.length - 1), colour]);

const scales: Record<Colors, readonly (readonly [number, string])[]> = {
  diverging,
  sequential: viridis,
  gray: [[0, "#ffffff"], [1, "#000000"]],
};

/** The colour at a place from 0 to 1 along a scale, the nearest end's outside. */
export function scaleColour(colors: Colors, place: number): Rgb {
  const scale = scales[colors];
  const at = Math.min(1, Math.max(0, place));
  const next = Math.max(1, scale.findIndex(([stop]) => stop >= at));
  const [[low, from], [high, to]] = [scale[next - 1], scale[next]];
  const part = (at - low) / (high - low);
  const [a, b] = [readHex(from), readHex(to)];
  const mix = (i: number) => Math.round(a[i] + part * (b[i] - a[i]));
  return [mix(0), mix(1), mix(2)];
}

/** A colour for a line over a scale that few of its own come near. */
export function pathColour(colors: Colors): string {
  return colors === "diverging" ? "black" : colours[1];
}

function readHex(colour: string): Rgb {
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}
